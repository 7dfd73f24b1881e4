import Conformance
import Foundation
import TestSupport
import Testing

/// What the type checker does not let a user write: for each, a line that it refuses and the
/// nearest line that it takes.
@Suite struct StaticRefusalTests {
  private struct Snippet {
    let refused: String
    let accepted: String
    let words: String
  }

  private func snippet(_ refusal: StaticRefusal) -> Snippet {
    switch refusal {
    case .narrowIntegers:
      Snippet(
        refused: #"_ = Tensor<Int8>.placeholder("a", shape: [1])"#,
        accepted: #"_ = Tensor<Int32>.placeholder("a", shape: [1])"#,
        words: "type 'Int8' does not conform to protocol 'TensorScalar'")
    case .gradientOfIntegers:
      Snippet(
        refused: "_ = try gradient(of: whole, withRespectTo: [whole])",
        accepted: "_ = try gradient(of: real, withRespectTo: [real])",
        words: "conform to 'FloatingPointTensorScalar'")
    case .unknownPoolingMode:
      Snippet(
        refused: "_ = images.pool2d((2, 2), mode: .median)",
        accepted: "_ = images.pool2d((2, 2), mode: .sum)",
        words: "has no member 'median'")
    case .unknownBorderMode:
      Snippet(
        refused: "_ = conv2d(images, filters: images, padding: .reflect)",
        accepted: "_ = conv2d(images, filters: images, padding: .half)",
        words: "has no member 'reflect'")
    case .borderOfThreeAxes:
      Snippet(
        refused: "_ = ConvolutionPadding.symmetric(rows: 1, columns: 2, planes: 3)",
        accepted: "_ = ConvolutionPadding.symmetric(rows: 1, columns: 2)",
        words: "extra argument 'planes' in call")
    case .fractionalLabels:
      Snippet(
        refused: "_ = layer.errors(real)", accepted: "_ = layer.errors(whole)",
        words: "conform to 'IntegerTensorScalar'")
    case .unsignedLabels:
      Snippet(
        refused: #"_ = layer.errors(Tensor<UInt8>.placeholder("y"))"#,
        accepted: #"_ = layer.errors(Tensor<Int64>.placeholder("y"))"#,
        words: "'UInt8'")
    case .updateOfAnotherElementType:
      Snippet(
        refused: "_ = Update(shared, to: whole)", accepted: "_ = Update(shared, to: real)",
        words: "Int32")
    }
  }

  /// The lines that the compiler has errors for, with their words.
  private func diagnostics(_ lines: [String]) throws -> [Int: String] {
    let head = [
      "import Croton",
      "func written(",
      "  real: Tensor<Float>, whole: Tensor<Int32>, images: Tensor<Float>,",
      "  shared: Shared<Float>, layer: LogisticRegression<Float>",
      ") throws {",
    ]
    let source = head + lines + ["}", ""]
    return try withVectorFolder(["written.swift": source.joined(separator: "\n")]) { folder in
      let output = try typecheck("\(folder)/written.swift")
      var found: [Int: String] = [:]
      for line in output.split(separator: "\n") {
        guard let match = line.firstMatch(of: #/written\.swift:(\d+):\d+: error: (.*)/#),
          let number = Int(match.output.1)
        else { continue }
        found[number - head.count - 1, default: ""] += "\(match.output.2)\n"
      }
      return found
    }
  }

  private func typecheck(_ file: String) throws -> String {
    // The vectors lie in a bundle, and that beside the modules.
    let bundle = Vectors.folder.resolvingSymlinksInPath().deletingLastPathComponent()
    let products = bundle.deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "swiftc", "-typecheck", "-swift-version", "6", "-I",
        products.appending(path: "Modules").path,
      ] + includes(products) + [file]
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  /// Where the C modules lie that Croton's import: those of its own are in the build's folders.
  private func includes(_ products: URL) -> [String] {
    let sources = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources")
    let files = FileManager.default
    let systemLibraries = ((try? files.contentsOfDirectory(atPath: sources.path)) ?? []).filter {
      files.fileExists(atPath: "\(sources.path)/\($0)/module.modulemap")
    }
    let ownModules = ["CMathematics", "CSystem", "CallABI", "EmbeddedMNIST"]
    return systemLibraries.flatMap { ["-I", sources.appending(path: $0).path] }
      + ownModules.flatMap { module in
        let map = products.appending(path: "\(module).build/module.modulemap").path
        return ["-Xcc", "-fmodule-map-file=\(map)"]
      }
  }

  @Test func everyOneIsRefusedByTheTypeChecker() throws {
    let snippets = StaticRefusal.allCases.map(snippet)
    let refused = try diagnostics(snippets.map(\.refused))
    for (number, refusal) in StaticRefusal.allCases.enumerated() {
      let found = refused[number] ?? "nothing"
      #expect(found.contains(snippets[number].words), "\(refusal): \(found)")
    }
    #expect(Set(refused.keys) == Set(snippets.indices))
    // Were something else wrong with the lines, their neighbours would be refused too.
    #expect(try diagnostics(snippets.map(\.accepted)) == [:])
  }

  @Test func everyOneIsDocumented() throws {
    let document = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "docs/conformance.md")
    let text = try String(contentsOf: document, encoding: .utf8)
    for refusal in StaticRefusal.allCases {
      #expect(text.contains("`\(refusal.rawValue)`"), "\(refusal)")
    }
  }
}
