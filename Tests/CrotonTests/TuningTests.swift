import Benchmarking
import Croton
import Foundation
import Frontend
import GraphIR
import Lowering
import Storage
import TestSupport
import Testing

/// Choices by measurement: they are kept, taken, and named in what they change.
struct TuningTests {
  /// A convolution for which there are several ways.
  private func definition(name: String = "convolve") throws -> FunctionDefinition {
    func shared(_ name: String, _ shape: Shape) throws -> Tensor<Float> {
      Shared(name, try NDArray<Float>(repeating: 0.5, shape: shape)).tensor
    }
    return try FunctionDefinition(
      name: name, inputs: [],
      outputs: [
        conv2d(
          shared("images", [16, 16, 10, 10]), filters: shared("filters", [16, 16, 3, 3]))
      ], updates: [], givens: [], at: SourceLocation(file: #fileID, line: #line))
  }

  private func withOptions(_ body: (CompileOptions) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-tuning-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(CompileOptions(threads: 1, cacheDirectory: folder))
  }

  /// The choices of a function, with another way for its convolution.
  private func choices(_ generated: GeneratedFunction, taking way: String) throws -> TunedChoices {
    let node = try #require(generated.plan.choices.keys.first)
    return TunedChoices(nodes: [
      .init(node: node, way: way, measurements: [.init(way: way, milliseconds: 0.125)])
    ])
  }

  @Test func whatIsKeptIsTaken() throws {
    try withOptions { options in
      let model = try GeneratedFunction(definition(), options: options)
      #expect(!model.plan.isTuned)
      #expect(!FileManager.default.fileExists(atPath: try #require(options.cacheDirectory)))
      try options.keep(choices(model, taking: "direct"), for: model.optimizedGraph)
      let tuned = try GeneratedFunction(definition(), options: options)
      #expect(tuned.plan.isTuned)
      #expect(tuned.algorithms.first?.hasSuffix(": direct") == true)
      #expect(tuned.algorithms != model.algorithms)
      #expect(try tuned.hash() != model.hash())
      #expect(tuned.explanation(.plan).contains("(0.125 ms)"))
      let line = "Tuned: the fastest kernels by measurement, not all by the cost model."
      #expect(tuned.explanation(.c).contains(line))
      #expect(!model.explanation(.c).contains(line))
    }
  }

  /// Measurements count for what they were made with.
  @Test func otherCompilationsHaveTheCostModel() throws {
    try withOptions { options in
      let model = try GeneratedFunction(definition(), options: options)
      try options.keep(choices(model, taking: "direct"), for: model.optimizedGraph)
      func isTuned(
        _ definition: FunctionDefinition, _ change: (inout CompileOptions) throws -> Void
      ) throws -> Bool {
        var changed = options
        try change(&changed)
        return try GeneratedFunction(definition, options: changed).plan.isTuned
      }
      #expect(try isTuned(definition()) { _ in })
      #expect(try !isTuned(definition()) { $0.threads = 2 })
      #expect(try !isTuned(definition()) { $0.vectorBytes = $0.vectorBytes == 16 ? 32 : 16 })
      #expect(
        try !isTuned(definition()) { $0.optimization = try .full.excluding("use-tuning") })
      #expect(
        try !isTuned(definition()) { $0.optimization = try .full.excluding("join-updates") })
      #expect(try !isTuned(definition()) { $0.tuning = .model })
      #expect(try !isTuned(definition(name: "other")) { _ in })
    }
  }

  @Test func damagedFilesAreNoMeasurements() throws {
    try withOptions { options in
      let model = try GeneratedFunction(definition(), options: options)
      let tuned = try choices(model, taking: "direct")
      try options.keep(tuned, for: model.optimizedGraph)
      let folder = "\(try #require(options.cacheDirectory))/tuned"
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
      func isTuned() throws -> Bool {
        try GeneratedFunction(definition(), options: options).plan.isTuned
      }
      for text in ["", "{", #"{"nodes": [{"node": -1}]}"#, "[1, 2]"] {
        try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        #expect(try !isTuned(), "\(text)")
      }
      try options.keep(tuned, for: model.optimizedGraph)
      #expect(try isTuned())
      // What others could have written is not trusted.
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o666], ofItemAtPath: "\(folder)/\(name)")
      #expect(try !isTuned())
    }
  }

  @Test func aTunedNetworkComputesTheSame() throws {
    try withOptions { options in
      let definition = try definition()
      let before = try Function(definition, options: options)()[0, as: Float.self].scalars
      let model = try GeneratedFunction(definition, options: options)
      try options.keep(choices(model, taking: "direct"), for: model.optimizedGraph)
      let function = try Function(definition, options: options)
      #expect(function.generated.plan.isTuned)
      let after = try function()[0, as: Float.self].scalars
      #expect(zip(before, after).allSatisfy { abs($0 - $1) <= 1e-4 * abs($1) })
    }
  }
}
