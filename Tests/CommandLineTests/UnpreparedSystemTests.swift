import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

/// Systems that lack something, and compilers that a program ends in the middle of.
struct UnpreparedSystemTests {
  /// The program in an environment with some changes, and a cache in its folder.
  private func changed(_ croton: Program, _ changes: [String: String]) -> Program {
    Program(path: croton.path, folder: croton.folder, changes: changes).withOwnCache
  }

  #if os(Linux)
    @Test func oneThreadDoesWhereNoneCanBeMade() throws {
      try withCroton { croton in
        // In place of the C library's function, in programs that it is loaded into.
        let library = """
          #include <errno.h>
          int pthread_create(void *thread, const void *attributes, void *start, void *argument) {
            return EAGAIN;
          }

          """
        try Data(library.utf8).write(to: URL(fileURLWithPath: "\(croton.folder)/none.c"))
        let compilation = try Program(path: "/usr/bin/cc", folder: croton.folder)
          .run("-shared -fPIC -o none.so none.c")
        #expect(compilation.status == 0, "\(compilation.errors)")
        let options = "train \(Program.tinyModel) --epochs 2 --threads 2 --save"
        // Nothing is in the cache: the compiler runs as well. A program that waits for a thread is
        // ended in the end.
        let lonely = changed(
          Program(path: "/usr/bin/timeout", folder: croton.folder),
          ["LD_PRELOAD": "\(croton.folder)/none.so"])
        let alone = try lonely.run("300 \(croton.path) \(options) alone.safetensors")
        #expect(alone.status == 0, "\(alone.errors)")
        let usual = try croton.run("\(options) usual.safetensors")
        #expect(usual.status == 0, "\(usual.errors)")
        let expected = try croton.bytes(of: "usual.safetensors")
        #expect(try croton.bytes(of: "alone.safetensors") == expected)
      }
    }
  #endif

  @Test(arguments: [SIGKILL, SIGTERM, SIGHUP, SIGINT])
  func compilersEndWithTheirParent(signal: Int32) throws {
    try withCroton { croton in
      // It starts another program, as compilers do, and tells the numbers of both.
      let script = """
        #!/bin/sh
        sleep 600 &
        echo $$ $! >"$PIDS.$$"
        mv "$PIDS.$$" "$PIDS"
        wait

        """
      let path = "\(croton.folder)/cc.sh"
      try writeScript(script, to: path)
      let pids = "\(croton.folder)/pids"
      let program = changed(croton, ["CC": path, "PIDS": pids])
      let run = try program.start(
        "compile \(Program.tinyModel)".split(separator: " ").map(String.init))
      let processes = try #require(numbers(in: pids))
      #expect(processes.count == 2)
      run.send(signal)
      #expect(try run.wait().status == -signal)
      let deadline = Date(timeIntervalSinceNow: 30)
      while processes.contains(where: isRunning), deadline > Date() {
        Thread.sleep(forTimeInterval: 0.01)
      }
      #expect(!processes.contains(where: isRunning))
    }
  }

  @Test func learnsHowTheCompilerEndedWhereSignalsAreIgnored() throws {
    try withCroton { croton in
      let shell = Program(
        path: "/bin/sh", folder: croton.folder,
        environment: [
          "PATH": "/usr/local/bin:/usr/bin:/bin", "XDG_CACHE_HOME": "\(croton.folder)/cache",
        ])
      let result = try shell.run(
        [
          "-c", "trap '' CHLD HUP; exec \"$@\"", "sh", croton.path, "compile",
        ] + Program.tinyModel.split(separator: " ").map(String.init))
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.lines.count == 3)
    }
  }

  /// The numbers in a file, once it is there, within a minute.
  private func numbers(in path: String) -> [pid_t]? {
    let deadline = Date(timeIntervalSinceNow: 60)
    while deadline > Date() {
      if let text = try? String(contentsOfFile: path, encoding: .utf8) {
        return text.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return nil
  }

  /// Whether a process is there and has not ended; one that has ended may wait to be forgotten.
  private func isRunning(_ process: pid_t) -> Bool {
    #if os(Linux)
      guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let name = status.lastIndex(of: ")")
      else { return false }
      return !["Z", "X"].contains(status[name...].dropFirst(2).first)
    #else
      return kill(process, 0) == 0
    #endif
  }
}
