import CommandLineTestSupport
import Croton
import Foundation
import TestSupport
import Testing

/// States of the cache that a program meets: the right result, or a clear error.
struct CacheStateTests {
  private static let softmax = "compile softmax --data digits"

  /// The program behind a shell that first does something.
  private func run(_ setup: String, _ command: String, by croton: Program) throws -> Program.Result
  {
    let shell = Program(path: "/bin/sh", folder: croton.folder).withOwnCache
    let words = command.split(separator: " ").map(String.init)
    return try shell.run(["-c", "\(setup); exec \"$@\"", "sh", croton.path] + words)
  }

  private func names(_ croton: Program) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/cache/croton").sorted()
  }

  /// Half of them compile the same functions, the others ones of their own; in the long form, a
  /// seventeenth clears the cache meanwhile.
  @Test(arguments: Soak.isOn ? [false, true] : [false])
  func sixteenProcessesAtOnce(isCleared: Bool) throws {
    try withCroton { croton in
      let program = croton.withOwnCache
      let sizes = [1, 2, 3, 4, 6, 7, 8, 9] + Array(repeating: 5, count: 8)
      let commands = sizes.map { "\(Self.softmax) --batch-size \($0)" }
      let processes = try commands.map {
        try program.start($0.split(separator: " ").map(String.init))
      }
      for _ in 0..<(isCleared ? 5 : 0) {
        #expect(try program.run("cache clear").status == 0)
        Thread.sleep(forTimeInterval: 0.2)
      }
      for process in processes {
        let result = try process.wait()
        #expect(result.errors == "")
        #expect(result.status == 0)
        #expect(result.lines.count == 3)
      }
      let verified = try program.run("cache verify")
      #expect(verified.status == 0, "\(verified.output)")
      if !isCleared {
        // Three functions each of nine sizes of minibatches, fewer where functions are equal.
        let keys = try names(program)
        #expect(keys.allSatisfy { $0.count == 64 })
        #expect(verified.output == "\(keys.count) of \(keys.count) entries intact\n")
        for command in Set(commands) {
          let again = try program.run(command)
          #expect(again.lines.allSatisfy { $0.contains("was in the cache") })
        }
        #expect(try names(program) == keys)
      }
    }
  }

  @Test func whatIsKilledIsRemovedLater() throws {
    try withCroton { croton in
      let program = croton.withOwnCache
      let cc = "\(croton.folder)/cc.sh"
      try writeScript("#!/bin/sh\ntouch '\(croton.folder)/begun'; exec sleep 600\n", to: cc)
      let killed = try Program(path: croton.path, folder: croton.folder, changes: ["CC": cc])
        .withOwnCache.start("\(Self.softmax) --batch-size 5".split(separator: " ").map(String.init))
      try killed.waitForFile("begun")
      killed.send(SIGKILL)
      #expect(try killed.wait().status == -SIGKILL)
      let left = try names(program).filter { $0.hasPrefix("building-") }
      #expect(!left.isEmpty)
      // Not yet: a compiler may take a day.
      #expect(try program.run("\(Self.softmax) --batch-size 5").status == 0)
      #expect(try names(program).filter { $0.hasPrefix("building-") } == left)
      for name in left {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -100_000)],
          ofItemAtPath: "\(croton.folder)/cache/croton/\(name)")
      }
      #expect(try program.run("\(Self.softmax) --batch-size 5").status == 0)
      #expect(try names(program).filter { $0.hasPrefix("building-") } == [])
    }
  }

  /// No file may be longer than some blocks: a write fails as it does on a disk that is full, at
  /// one point or another of a compilation.
  @Test(arguments: Soak.isOn ? [0, 1, 4, 16, 32, 64] : [1, 32])
  func nothingMoreCanBeWritten(blocks: Int) throws {
    try withCroton { croton in
      let command = "\(Self.softmax) --batch-size 5"
      let result = try run("trap '' XFSZ; ulimit -f \(blocks)", command, by: croton)
      let directory = "\(croton.folder)/cache/croton"
      if result.status != 0 {
        #expect(result.status == 1)
        // The standard error is such a file, too.
        #expect(
          result.errors.hasPrefix("Error: cannot write \(directory)/building-")
            || result.errors.hasPrefix("Error: the C compiler failed with status 1 on '")
            || blocks == 0 && result.errors == "", "\(result.errors)")
        if result.errors.hasPrefix("Error: cannot write") {
          #expect(
            result.errors.hasSuffix(
              ": File too large\nCompiled kernels are kept there; set XDG_CACHE_HOME to keep them "
                + "elsewhere.\n"), "\(result.errors)")
        }
      }
      #expect(try names(croton).filter { $0.hasPrefix("building-") } == [])
      // With room again.
      let program = croton.withOwnCache
      let verified = try program.run("cache verify")
      #expect(verified.status == 0, "\(verified.output)")
      let again = try program.run(command)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.lines.count == 3)
    }
  }

  #if os(Linux)
    /// What the system says of the file systems of all paths, in programs that it is loaded into:
    /// only an administrator can mount one noexec.
    private static let noexec = """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <sys/statvfs.h>

      int statvfs(const char *path, struct statvfs *status) {
        int (*next)(const char *, struct statvfs *) =
            (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
        const int result = next(path, status);
        status->f_flag |= ST_NOEXEC;
        return result;
      }

      """

    @Test func nothingMayRunThere() throws {
      try withCroton { croton in
        try Data(Self.noexec.utf8).write(to: URL(fileURLWithPath: "\(croton.folder)/noexec.c"))
        let compilation = try Program(path: "/usr/bin/cc", folder: croton.folder)
          .run("-shared -fPIC -Wall -Werror -o noexec.so noexec.c -ldl")
        #expect(compilation.status == 0, "\(compilation.errors)")
        let program = Program(
          path: croton.path, folder: croton.folder,
          changes: ["LD_PRELOAD": "\(croton.folder)/noexec.so"]
        ).withOwnCache
        let result = try program.run("\(Self.softmax) --batch-size 5")
        #expect(
          result.errors == """
            Error: the kernel cache \(croton.folder)/cache/croton is on a file system that is \
            mounted noexec, from which no code can be loaded
            Set XDG_CACHE_HOME to a directory on another file system.

            """)
        #expect(result.status == 1)
        #expect(try names(croton) == [])
        let doctor = try program.run("doctor")
        #expect(doctor.status == 1)
        #expect(
          doctor.output.contains(
            "→ Set XDG_CACHE_HOME to a directory on another file system.\n"))
      }
    }
  #endif

  @Test func aLinkInItsPlace() throws {
    try withCroton { croton in
      let program = croton.withOwnCache
      let manager = FileManager.default
      for folder in ["cache", "elsewhere"] {
        try manager.createDirectory(
          atPath: "\(croton.folder)/\(folder)", withIntermediateDirectories: false)
      }
      try manager.createSymbolicLink(
        atPath: "\(croton.folder)/cache/croton", withDestinationPath: "../elsewhere")
      for word in ["compiled", "was in the cache"] {
        let result = try program.run("\(Self.softmax) --batch-size 5")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.lines.allSatisfy { $0.contains(word) })
      }
      let link = try program.run("cache").lines.first
      #expect(link == "folder   \(croton.folder)/elsewhere")
      try manager.removeItem(atPath: "\(croton.folder)/elsewhere")
      let dangling = try program.run("\(Self.softmax) --batch-size 5")
      #expect(
        dangling.errors == """
          Error: cannot use the directory \(croton.folder)/cache/croton: No such file or directory
          Compiled kernels are kept there; set XDG_CACHE_HOME to keep them elsewhere.

          """)
      #expect(dangling.status == 1)
    }
  }
}
