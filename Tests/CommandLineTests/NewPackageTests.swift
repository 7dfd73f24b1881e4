import CommandLineTestSupport
import Foundation
import Testing

@testable import BuiltInCommands

/// `croton new`: names, files and errors. `UserPackageTests` builds what it writes.
struct NewPackageTests {
  @Test(arguments: [
    ("my-net", "MyNet"), ("digits", "Digits"), ("my_net", "MyNet"), ("MyNet", "MyNet"),
    ("net2", "Net2"), ("le-net5", "LeNet5"), ("a-b-c", "ABC"), ("my-2nd-net", "My2ndNet"),
  ])
  func theTypeOfAName(name: String, type: String) throws {
    #expect(try NewPackage.type(named: name) == type)
  }

  @Test(arguments: ["mnist", "images", "table"])
  func theFiles(template: String) throws {
    try withCroton { croton in
      let result = try croton.run("new nets/my-net --template \(template)")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors == "")
      let files = [
        "Package.swift", "README.md", ".gitignore", "Sources/MyNet/MyNet.swift",
        "Tests/MyNetTests/MyNetTests.swift",
      ]
      #expect(result.lines == files.map { "nets/my-net/\($0)" })
      for file in files {
        let text = String(decoding: try croton.bytes(of: "nets/my-net/\(file)"), as: UTF8.self)
        #expect(!text.contains("{{"), "\(file)")
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "\(file)")
        if file.hasPrefix("Sources") { #expect(text.count { $0 == "\n" } <= 30) }
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/nets") == ["my-net"])
      // The checkout that this `croton` was built in.
      let manifest = String(
        decoding: try croton.bytes(of: "nets/my-net/Package.swift"), as: UTF8.self)
      let path = try #require(manifest.firstMatch(of: /path: "([^"]+)"/)?.1)
      #expect(FileManager.default.fileExists(atPath: "\(path)/Sources/BuiltInCommands"))
    }
  }

  @Test(arguments: [
    (
      "new my.net",
      "'my.net' is no type name; expected letters and digits, with hyphens between words, "
        + "as in my-net."
    ),
    (
      "new 2nd-net",
      "'2nd-net' is no type name; expected letters and digits, with hyphens between words, "
        + "as in my-net."
    ),
    (
      "new my--net",
      "'my--net' is no type name; expected letters and digits, with hyphens between words, "
        + "as in my-net."
    ),
    ("new class", "'class' is a keyword of Swift; expected another name, as in my-net."),
    ("new self", "'self' is a keyword of Swift; expected another name, as in my-net."),
    (
      "new network",
      "'network' has the type name 'Network', which Croton or Swift uses; expected another name, "
        + "as in my-net."
    ),
    (
      "new models",
      "'models' has the type name 'Models', which Croton or Swift uses; expected another name, "
        + "as in my-net."
    ),
    ("new digits", "'digits' already exists; expected a new name or an empty folder."),
    (
      "new my-net --croton digits",
      "'digits' does not have Croton's package; expected --croton with the folder of its "
        + "Package.swift."
    ),
  ])
  func errors(command: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run(command)
      #expect(result.errors == "Error: \(message)\n")
      #expect(result.status == 1)
      #expect(try croton.madeFiles() == [])
    }
  }

  /// A program that is neither in a checkout nor was compiled in one that is still there.
  @Test func aCheckoutThatIsNotFound() {
    #expect(
      "\(NewPackageError.crotonNotFound)"
        == "Croton's package is neither above this program's folder nor where it was compiled; "
        + "expected --croton with its folder.")
  }

  @Test func anEmptyFolderIsFilled() throws {
    try withCroton { croton in
      try FileManager.default.createDirectory(
        atPath: "\(croton.folder)/my-net", withIntermediateDirectories: false)
      #expect(try croton.run("new my-net").status == 0)
      #expect(!(try croton.bytes(of: "my-net/Package.swift")).isEmpty)
    }
  }

  #if os(Linux)
    @Test func aFolderThatCannotBeWritten() throws {
      try withCroton { croton in
        try Data().write(to: URL(fileURLWithPath: "\(croton.folder)/file"))
        let result = try croton.run("new file/my-net")
        #expect(result.errors.hasPrefix("Error: cannot write to the folder 'file/my-net': "))
        #expect(result.status == 1)
      }
    }
  #endif
}
