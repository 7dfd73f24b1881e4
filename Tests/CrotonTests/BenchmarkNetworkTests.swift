import BenchmarkNetworks
import Benchmarking
import Compiler
import Croton
import Frontend
import GraphIR
import Interpreter
import Schedule
import Storage
import TestSupport
import Testing

/// The networks that the compiler is measured by compute what the interpreter does.
@Suite struct BenchmarkNetworkTests {
  /// A run goes on with any number of threads, although they decide which gradients one kernel
  /// computes.
  @Test func hashesDoNotDependOnThreads() throws {
    let network = try #require(BenchmarkNetwork.all.first { $0.name == "depthwise-separable" })
    let definition = try network.program().train
    func function(_ threads: Int) throws -> GeneratedFunction {
      var options = CompileOptions.testing()
      options.threads = threads
      return try GeneratedFunction(definition, options: options)
    }
    let two = try function(2)
    let joined = { (function: GeneratedFunction) in
      function.schedule.kernels.count {
        if case .convolutionGradients = $0.body { true } else { false }
      }
    }
    #expect(joined(two) > 0)
    for threads in [1, 3, 64] {
      let other = try function(threads)
      #expect(other.algorithms == two.algorithms, "\(threads)")
      #expect(try other.hash() == two.hash(), "\(threads)")
    }
    #expect(joined(try function(64)) < joined(two))
  }

  @Test(arguments: Soak.sample(BenchmarkNetwork.all, oneOf: 6, turn: 0))
  func aStepAndThePredictionsAreTheInterpreters(network: BenchmarkNetwork) throws {
    let program = try network.reducedProgram()
    let isDouble = network.precision == .double
    let tolerance = isDouble ? 1e-10 : 1e-3
    let rounding = isDouble ? Double.ulpOfOne : Double(Float.ulpOfOne)
    let definition = program.train
    let before = definition.storages.map { $0.array }
    let expected = try Interpreter().evaluate(
      definition.graph, inputs: [NumericArray([1], [], .int64)], shared: before)

    let outputs = try Function(definition, options: .testing())(1)
    let cost = try isDouble ? outputs[0].scalar : outputs[0, as: Float.self].scalar.map(Double.init)
    var changes: [String: Change] = [:]
    for (root, expected) in zip(definition.graph.roots, expected) {
      switch root.role {
      case .output:
        #expect(abs(try #require(cost) - expected.values[0]) <= tolerance * expected.values[0])
      case .update(let number):
        changes[definition.shared[number].name] = Change(
          from: before[number].values, expected: expected.values,
          found: definition.storages[number].array.values)
      }
    }
    for (name, change) in changes {
      // Every parameter moves.
      #expect(change.largest > 0, "\(name)")
      // Adam's first step is as long for a gradient that is all but 0, whose sign is chance.
      let gradient = changes["\(name).mean"]
      let wrong = change.differences(above: tolerance, rounding: rounding).filter { element in
        gradient.map { abs($0.expected[element]) > tolerance * $0.largest } ?? true
      }
      #expect(wrong.isEmpty, "\(name)")
    }

    let prediction = program.predict
    let images = try #require(NumericArray(program.images))
    let classes = try Interpreter().evaluate(
      prediction.graph, inputs: [images],
      shared: prediction.storages.map { $0.array })[0]
    let predicted = try Function(prediction, options: .testing()).call([program.images])
    guard network.outputs == nil else {
      let numbers = try predicted[0, as: Float.self].scalars.map(Double.init)
      #expect(zip(numbers, classes.values).allSatisfy { abs($0 - $1) <= tolerance })
      #expect(numbers.count == classes.values.count)
      return
    }
    let numbers = try predicted[0, as: Int64.self].scalars
    #expect(numbers.map(Double.init) == classes.values)
  }

  @Test func networksAreFoundByName() throws {
    #expect(try BenchmarkNetwork.named([]) == BenchmarkNetwork.all)
    #expect(try BenchmarkNetwork.named(["relu", "double"]).map(\.name) == ["relu", "double"])
    #expect {
      try BenchmarkNetwork.named(["reul"])
    } throws: { error in
      "\(error)" == """
        there is no network 'reul'. Did you mean 'relu'?
        There are \(BenchmarkNetwork.all.map(\.name).joined(separator: ", ")).
        """
    }
  }

  @Test func networksHaveDifferentNames() {
    #expect(Set(BenchmarkNetwork.all.map(\.name)).count == BenchmarkNetwork.all.count)
  }
}

extension BenchmarkNetwork {
  /// The network for two images, as small ones as its layers can take, and with few units: what the
  /// interpreter can do in a moment.
  fileprivate func reducedProgram() throws -> BenchmarkProgram {
    var network = self
    network.batchSize = 2
    network.layers = layers.map { layer in
      if case .dense(let units) = layer { .dense(units: min(units, 50)) } else { layer }
    }
    for part in [4, 2] where image.count == 3 {
      network.image = [image[0], image[1] / part, image[2] / part]
      if let program = try? network.program() { return program }
    }
    network.image = image
    return try network.program()
  }
}

extension BenchmarkNetwork: CustomTestStringConvertible {
  public var testDescription: String { name }
}

/// How a step has changed a shared value.
private struct Change {
  let old: [Double]
  let expected: [Double]
  let found: [Double]
  /// The largest of the expected changes, without its sign.
  let largest: Double

  init(from old: [Double], expected: [Double], found: [Double]) {
    self.old = old
    self.expected = zip(expected, old).map { $0 - $1 }
    self.found = zip(found, old).map { $0 - $1 }
    largest = self.expected.map(abs).max() ?? 0
  }

  /// The elements whose change is not the expected one, by more than a part of the largest and what
  /// rounding does to the value itself. The latter is all where a gradient is 0 but for rounding,
  /// as that of a gain whose channel is normalised once more.
  func differences(above tolerance: Double, rounding: Double) -> [Int] {
    expected.indices.filter { element in
      let bound = tolerance * largest + rounding * abs(old[element])
      return !(abs(found[element] - expected[element]) <= bound)
    }
  }
}

extension NumericArray {
  fileprivate init?(_ images: any FunctionArgument) {
    switch images {
    case let images as NDArray<Float>:
      self.init(type: images.type, values: images.scalars.map(Double.init))
    case let images as NDArray<Double>: self.init(type: images.type, values: images.scalars)
    default: return nil
    }
  }
}

extension TensorStorage {
  fileprivate var array: NumericArray {
    switch type.elementType {
    case .double: NumericArray(type: type, values: read(as: Double.self))
    case .int32: NumericArray(type: type, values: read(as: Int32.self).map(Double.init))
    case .int64: NumericArray(type: type, values: read(as: Int64.self).map(Double.init))
    default: NumericArray(type: type, values: read(as: Float.self).map(Double.init))
    }
  }
}
