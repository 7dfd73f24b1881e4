import Foundation
import Testing

@testable import Toolchain

@Suite struct CCompilerTests {
  private static let program = #"echo "$@""#

  @Test func takesTheFirstInPATH() throws {
    try withTemporaryDirectory { root in
      try write(Self.program, to: "\(root)/a/cc")
      try writeProgram(Self.program, to: "\(root)/b/cc")
      try writeProgram(Self.program, to: "\(root)/c/cc")
      let compiler = try CCompiler(
        environment: ["PATH": ":relative:\(root)/a:\(root)/b:\(root)/c"])
      // The one in `a` cannot be executed.
      #expect(compiler.path == "\(root)/b/cc")
      #expect(compiler.arguments == [])
    }
  }

  @Test func takesTheProgramAndArgumentsOfCC() throws {
    try withTemporaryDirectory { root in
      try writeProgram(Self.program, to: "\(root)/my-cc")
      for name in ["my-cc", "\(root)/my-cc"] {
        let compiler = try CCompiler(
          environment: ["PATH": root, "CC": "  \(name)\t-m64  -pipe\n"])
        #expect(compiler.path == "\(root)/my-cc")
        #expect(compiler.arguments == ["-m64", "-pipe"])
        #expect(try compiler.version().line == "-m64 -pipe --version")
      }
    }
  }

  @Test func takesAnEmptyCCForNone() throws {
    try withTemporaryDirectory { root in
      try writeProgram(Self.program, to: "\(root)/cc")
      #expect(try CCompiler(environment: ["PATH": root, "CC": " "]).path == "\(root)/cc")
    }
  }

  @Test func takesAPathWithWhiteSpace() throws {
    try withTemporaryDirectory { root in
      let path = "\(root)/my tools/my cc"
      try writeProgram(Self.program, to: path)
      let compiler = try CCompiler(environment: ["PATH": root, "CC": path + "\n"])
      #expect(compiler.path == path)
      #expect(compiler.arguments == [])
      #expect(try compiler.version().line == "--version")
      #expect(
        toolchainError { _ = try CCompiler(environment: ["PATH": root, "CC": "\(path) -m64"]) }
          == .compilerNotFound(
            program: "\(root)/my", setting: "\(path) -m64",
            search: ExecutableSearch(environment: ["PATH": root]), platform: .current))
    }
  }

  @Test func takesTheTimeLimitOfTheEnvironment() throws {
    try withTemporaryDirectory { root in
      try writeProgram(Self.program, to: "\(root)/cc")
      func limit(_ setting: String?) throws -> Duration {
        var environment = ["PATH": root]
        environment["CROTON_COMPILE_TIMEOUT"] = setting
        return try CCompiler(environment: environment).timeLimit
      }
      let limits = try [nil, "", "1", "86400"].map(limit)
      #expect(limits == [300, 300, 1, 86_400].map { .seconds($0) })
      for setting in ["0", "-1", "1000001", "1.5", "soon", " 1", "99999999999999999999"] {
        #expect(toolchainError { _ = try limit(setting) } == .timeLimitInvalid(setting))
      }
    }
  }

  @Test func saysThatThereIsNone() throws {
    try withTemporaryDirectory { root in
      for (cc, program) in [(nil, "cc"), ("no-cc -m64", "no-cc"), ("\(root)/no", "\(root)/no")] {
        var environment = ["PATH": "\(root)/a:\(root)/b"]
        environment["CC"] = cc
        let error = toolchainError { _ = try CCompiler(environment: environment) }
        #expect(
          error
            == .compilerNotFound(
              program: program, setting: cc, search: ExecutableSearch(environment: environment),
              platform: .current))
      }
    }
  }

  @Test func identityIsThatOfTheFileBehindLinks() throws {
    try withTemporaryDirectory { root in
      try writeProgram(Self.program, to: "\(root)/real-1")
      try writeProgram(Self.program + "\n# another", to: "\(root)/real-2")
      let environment = ["PATH": root]
      func identity(linkTo target: String) throws -> CCompiler.Identity {
        try? FileManager.default.removeItem(atPath: "\(root)/cc")
        try FileManager.default.createSymbolicLink(
          atPath: "\(root)/cc", withDestinationPath: "\(root)/\(target)")
        return try CCompiler(environment: environment).identity
      }
      let first = try identity(linkTo: "real-1")
      #expect(try identity(linkTo: "real-1") == first)
      #expect(try identity(linkTo: "real-2") != first)
      let size = try #require(FileStatus(path: "\(root)/real-1")).size
      let file = try #require(first.properties.first { $0.hasPrefix("file ") })
      #expect(file.hasPrefix("file \(root)/real-1 \(size) "))

      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: "\(root)/real-1")
      #expect(try identity(linkTo: "real-1") != first)
    }
  }

  @Test func identityCoversWrappedCompilersArgumentsAndVariables() throws {
    try withTemporaryDirectory { root in
      try writeProgram(Self.program, to: "\(root)/wrapper")
      try writeProgram(Self.program, to: "\(root)/gcc")
      func identity(_ changes: [String: String]) throws -> CCompiler.Identity {
        let environment = ["PATH": root, "CC": "wrapper gcc"].merging(changes) { $1 }
        return try CCompiler(environment: environment).identity
      }
      let first = try identity([:])
      #expect(try identity(["EDITOR": "vi"]) == first)
      #expect(try identity(["CC": "wrapper gcc -m32"]) != first)
      #expect(try identity(["CPATH": "/opt/include"]) != first)
      try writeProgram(Self.program + "\n# updated", to: "\(root)/gcc")
      #expect(try identity([:]) != first)
    }
  }

  @Test func asksTheSystemsCompilerForItsVersion() throws {
    let compiler = try CCompiler(environment: environment(caches: "/nowhere"))
    let version = try compiler.supportedVersion().line
    #expect(version.contains { $0.isNumber })
    #expect(!version.contains("\n"))
  }

  @Test func saysThatThereIsNoVersion() throws {
    try withTemporaryDirectory { root in
      try writeProgram("echo licence expired >&2; exit 3", to: "\(root)/cc")
      let compiler = try CCompiler(environment: ["PATH": root])
      #expect(
        toolchainError { _ = try compiler.version() }
          == .versionUnavailable(
            command: "\(root)/cc --version", status: .exited(3), output: "licence expired\n"))
    }
  }
}
