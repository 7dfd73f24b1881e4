import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

/// The bill of materials that `make sbom` writes.
struct SupplyChainTests {
  private static let files = [
    "Makefile", "Package.resolved", "Package.swift", "README.md",
    "Sources/EmbeddedMNIST/data/ORIGIN.md", "Sources/Training/Runs/CrotonVersion.swift",
    "Tests/Python/requirements.txt",
  ]

  /// Runs the program on a copy of the files that it reads, one of them changed.
  private func run(
    changing file: String? = nil, _ text: String = "", to other: String = ""
  ) throws -> (result: Program.Result, document: Data?) {
    try withDigitsFolder { folder in
      for name in Self.files {
        let path = URL(fileURLWithPath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(
          at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        var contents = try String(
          contentsOfFile: PythonEnvironment.repositoryPath(name), encoding: .utf8)
        if name == file {
          #expect(contents.contains(text))
          contents = contents.replacing(text, with: other)
        }
        try Data(contents.utf8).write(to: path)
      }
      let python = Program(
        path: try PythonEnvironment.interpreter(), folder: folder,
        changes: ["PYTHONDONTWRITEBYTECODE": "1"])
      let result = try python.run([
        PythonEnvironment.repositoryPath("Tests/SupplyChain/sbom.py"), "sbom.spdx.json", folder,
      ])
      return (result, FileManager.default.contents(atPath: "\(folder)/sbom.spdx.json"))
    }
  }

  @Test func itIsValidAndNamesEveryComponent() throws {
    struct Bill: Decodable {
      struct Package: Decodable {
        let name: String
        let versionInfo: String?
        let licenseConcluded: String
        let comment: String
      }
      let spdxVersion: String
      let packages: [Package]
    }
    let (result, document) = try run()
    #expect(result.errors == "")
    #expect(result.status == 0)
    let bill = try JSONDecoder().decode(Bill.self, from: try #require(document))
    #expect(bill.spdxVersion == "SPDX-2.3")
    #expect(result.output == "sbom.spdx.json: \(bill.packages.count) components\n")
    let names = Set(bill.packages.map(\.name))
    #expect(
      names.isSuperset(of: [
        "Croton", "swift-argument-parser", "swift-protobuf", "swift-mustache", "libcrypto", "zlib",
        "libcsv", "libzip", "libpng", "ISA-L", "libjpeg-turbo", "GCC", "OpenMP of GCC", "OpenBLAS",
        "Open MPI", "MPICH", "MNIST", "Chromium", "numpy",
      ]))
    #expect(bill.packages.allSatisfy { !$0.licenseConcluded.isEmpty && !$0.comment.isEmpty })
    // What every program has is on every machine that has built one.
    #expect(bill.packages.first { $0.name == "swift-protobuf" }?.versionInfo == "1.39.0")
  }

  @Test(arguments: [
    (
      "Package.resolved", #""identity" : "swift-mustache""#, #""identity" : "swift-new""#,
      "Swift package 'swift-new' has no entry in components.py\n"
        + "components.py has the Swift package 'swift-mustache', which nothing asks for\n"
        + "Package.resolved lacks 'swift-mustache'\n"
    ),
    (
      "Package.swift", "    .systemLibrary(\n      name: \"CZip\"",
      "    .systemLibrary(\n      name: \"CNew\", providers: [.apt([\"libnew-dev\"])]),\n"
        + "    .systemLibrary(\n      name: \"CZip\"",
      "system library 'libnew-dev' has no entry in components.py\n"
    ),
    (
      "Package.swift", "https://github.com/apple/swift-protobuf\"",
      "https://github.com/apple/swift-new\"", "Package.resolved lacks 'swift-new'\n"
    ),
    (
      "Makefile", " tcc ", " tcc newtool=libnewtool ",
      "Debian package 'libnewtool' has no entry in components.py\n"
    ),
    (
      "Tests/Python/requirements.txt", "numpy==", "newarrays==1.0\nnumpy==",
      "Python package 'newarrays' has no entry in components.py\n"
    ),
    (
      "README.md", "| Foundation |", "| libnew (`libnew-dev`) | news |\n| Foundation |",
      "the README has 'libnew (`libnew-dev`)', which is no component\n"
    ),
    (
      "README.md", "| Foundation | processes, files, JSON |\n", "",
      "'Swift runtime and Foundation' has no reason in the README\n"
    ),
    (
      "Sources/EmbeddedMNIST/data/ORIGIN.md", "Creative Commons Attribution-ShareAlike", "Other",
      "ORIGIN.md does not say 'Attribution-ShareAlike 3.0'\n"
    ),
  ])
  func aDependencyNeedsAnEntry(file: String, text: String, other: String, message: String) throws {
    let (result, document) = try run(changing: file, text, to: other)
    #expect(result.status == 1)
    #expect(result.errors.hasSuffix(message), "\(result.errors)")
    #expect(document == nil)
  }
}
