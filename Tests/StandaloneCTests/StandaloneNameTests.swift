import CommandLineTestSupport
import Croton
import Foundation
import StandaloneC
import Testing
import Training

/// A network whose layer has a name of the user's, and its class too.
private struct NamedNetwork: TrainableModel {
  var layer: String

  var network: some Network {
    Dense(3, activation: .tanh, name: layer)
    SoftmaxClassifier()
  }
}

/// Names that would be more than names, if they stood in C as they are.
struct StandaloneNameTests {
  static let names = [
    "quote\"s", "line\nfeed", "return\rcarriage", "end */ int x;", "/* begin", "$(touch here)",
    "`touch here`", "back\\slash", "what??/now", "percent %s %lld %n", "naïve Ünïcode 網 🕸",
    "int", "for", "main", "e\u{301}", "\u{202e}reversed", "tab\tular", "{{p}}", "#define x", "|a|",
    String(repeating: "x", count: 960),
  ]

  private func trainer(
    _ name: String, _ folder: String
  ) throws -> Trainer<NamedNetwork> {
    var dataset = try DataSource.path("\(folder)/digits").load()
    dataset = try Dataset(
      name: dataset.name, exampleShape: [784],
      target: .classes([name] + (1..<10).map { "\($0)" }), training: dataset.training,
      validation: dataset.validation, test: dataset.test)
    return try Trainer(testing: NamedNetwork(layer: name), data: .dataset(dataset))
  }

  @Test(arguments: names)
  func aNameIsHarmless(_ name: String) throws {
    try withDigitsFolder { folder in
      let trainer = try trainer(name, folder)
      let expected = try trainer.trained(in: folder)
      let c = try CFolder(
        trainer, in: "\(folder)/c", make: ["CFLAGS=-O3 -Werror", "train", "predict"])
      try trainer.data.load().writeRaw(to: "\(folder)/raw")
      try c.succeed("train", ["--data", "../raw", "--epochs", "2", "--save", "c.safetensors"])
      let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
      #expect(checkpoint == expected.checkpoint)
      // What was saved is read, by the name too.
      let result = try c.succeed("predict", ["--load", "c.safetensors", "../raw/test-x.bin"])
      #expect(result.output.contains("test-x.bin:0"))
      #expect(!FileManager.default.fileExists(atPath: "\(c.path)/here"))
    }
  }

  @Test func aNameOf4096CharactersIsRefused() throws {
    try withDigitsFolder { folder in
      let name = String(repeating: "x", count: 4096)
      let error = #expect(throws: StandaloneError.self) {
        try CFolder(try trainer(name, folder), in: "\(folder)/c", make: nil)
      }
      guard case .longName(_, "value", length: 4098) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(
        error?.description.hasSuffix("has 4098 bytes; C that stands alone takes at most 1000")
          == true)
    }
  }
}
