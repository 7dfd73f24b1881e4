import CommandLineTestSupport
import Croton
import Foundation
import StandaloneC
import TestSupport
import Testing
import Training

/// A factor whose parameter has a name of the user's.
private struct Factor: Layer {
  let parameter: String

  func output(of input: Tensor<Float>, in context: inout LayerContext) throws -> Tensor<Float> {
    try input * context.parameter(parameter, shape: [1], from: .ones)
  }
}

/// A network whose layers and parameters have names of the user's.
private struct NamedNetwork: TrainableModel {
  var layer: String
  var parameter: String

  var network: some Network {
    Dense(3, activation: .tanh, name: layer)
    Factor(parameter: parameter)
    SoftmaxClassifier()
  }
}

/// A network with a name of the user's.
private struct NamedModel: TrainableModel {
  static let name = StandaloneNameTests.worst

  var network: some Network {
    Dense(3, activation: .tanh, name: StandaloneNameTests.worst)
    SoftmaxClassifier()
  }
}

/// Names that would be more than names, if they stood in C as they are.
struct StandaloneNameTests {
  /// All of them in one.
  static let worst = "w \"'`touch here` $(touch here) */ /* ??/\n#error \u{202e}網 {{p}} %s | \\"
  static let names = [
    "quote\"s", "line\nfeed", "return\rcarriage", "end */ int x;", "/* begin", "$(touch here)",
    "`touch here`", "back\\slash", "what??/now", "percent %s %lld %n", "naïve Ünïcode 網 🕸",
    "int", "for", "main", "e\u{301}", "\u{202e}reversed", "tab\tular", "{{p}}", "#define x", "|a|",
    worst, String(repeating: "x", count: 960),
  ]

  private func trainer(
    layer: String? = nil, parameter: String = "factor", class name: String = "0", in folder: String
  ) throws -> Trainer<NamedNetwork> {
    try Trainer(
      testing: NamedNetwork(layer: layer ?? "layer", parameter: parameter),
      data: data(class: name, in: folder))
  }

  /// The digits, with a name of the user's for the first of them.
  private func data(class name: String, in folder: String) throws -> DataSource {
    let dataset = try DataSource.path("\(folder)/digits").load()
    return try .dataset(
      Dataset(
        name: dataset.name, exampleShape: [784],
        target: .classes([name] + (1..<10).map { "\($0)" }), training: dataset.training,
        validation: dataset.validation, test: dataset.test))
  }

  @Test(arguments: names)
  func aNameIsHarmless(_ name: String) throws {
    try withDigitsFolder { folder in
      let trainer = try trainer(layer: name, parameter: name, class: name, in: folder)
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

  /// The name of the model, that of the folder, and all the others; in C, in the files that build
  /// it, and in other languages.
  @Test func nothingIsMoreThanAName() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: NamedModel(), data: data(class: Self.worst, in: folder))
      let expected = try trainer.trained(in: folder).checkpoint
      try trainer.data.load().writeRaw(to: "\(folder)/raw")
      let names = [
        "it's \"$(touch here)\" `touch here` ;&\n#網", "it's $(touch here) `touch here` 網",
      ]
      for (index, name) in names.enumerated() {
        let c = try CFolder(
          trainer, in: "\(folder)/\(name)", prefix: "net", bindings: [.fortran, .python],
          make: index == 0 ? CFolder.strict + ["all", "libnet.so"] : nil)
        // CMake itself takes no folder whose name has quotes, semicolons or line feeds.
        let programs = index == 0 ? "." : "build"
        if index == 1 {
          let cmake = try InstalledProgram("cmake").url.path
          try c.succeed(cmake, ["-B", "build", "-DCMAKE_C_FLAGS=-Werror"])
          try c.succeed(cmake, ["--build", "build"])
        }
        try c.succeed(
          "\(programs)/train", ["--data", "../raw", "--epochs", "2", "--save", "c.safetensors"])
        let saved = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
        #expect(saved == expected)
        let predictions = try c.succeed(
          "\(programs)/predict", ["--load", "c.safetensors", "../raw/test-x.bin"])
        #expect(predictions.output.contains("  0  \(Self.worst)  "))
        if index == 0 { try checkBindings(c) }
        #expect(!FileManager.default.fileExists(atPath: "\(c.path)/here"))
      }
    }
  }

  private func checkBindings(_ c: CFolder) throws {
    try c.write(
      """
      import model
      network = model.Network()
      network.load("c.safetensors")
      print(ascii(network.arrays()[0][0]))
      """, to: "own.py")
    let name = try c.succeed(InstalledProgram("python3").url.path, ["own.py"]).output
    // As Python writes it.
    let literal = "\(Self.worst).W".unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\\": "\\\\"
      case "'": "\\'"
      default:
        scalar.isASCII ? String(scalar) : "\\u" + String(scalar.value, radix: 16)
      }
    }
    #expect(name == "'\(literal.joined())'\n")
    try c.write(
      """
      program own
        use net_model
        implicit none
        type(c_ptr) :: network
        integer(c_int8_t), allocatable, target :: memory(:)
        integer(c_int) :: status
        call net_make(network, memory, 1_c_int32_t, net_seed, status)
        print '(i0, 1x, i0)', status, net_load(network, "c.safetensors" // c_null_char)
      end program
      """, to: "own.f90")
    try c.succeed(
      InstalledProgram("gfortran").url.path,
      [
        "-std=f2008", "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", "own", "model.f90",
        "own.f90", "libnet.a", "-lm",
      ])
    #expect(try c.succeed("own").output == "0 0\n")
  }

  @Test(arguments: [
    ("value", 4098), ("value", 4104), ("target", 4096),
  ])
  func aNameOf4096CharactersIsRefused(what: String, length: Int) throws {
    try withDigitsFolder { folder in
      let name = String(repeating: "x", count: 4096)
      let trainer =
        switch length {
        case 4098: try trainer(layer: name, in: folder)
        case 4104: try trainer(parameter: name, in: folder)
        default: try trainer(class: name, in: folder)
        }
      let error = #expect(throws: StandaloneError.self) {
        try CFolder(trainer, in: "\(folder)/c", make: nil)
      }
      guard case .longName(_, what, length: length) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(
        error?.description.hasSuffix(
          "has \(length) bytes; C that stands alone takes at most 1000") == true)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/c"))
    }
  }
}
