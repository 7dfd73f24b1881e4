import BenchmarkNetworks
import Croton
import Frontend
import Interpreter
import Storage
import TestSupport
import Testing

/// The networks that the compiler is measured by compute what the interpreter does.
@Suite struct BenchmarkNetworkTests {
  @Test(arguments: ConvolutionalNetwork.all)
  func aStepIsTheInterpreters(network: ConvolutionalNetwork) throws {
    var network = network
    network.batchSize = 1
    let definition = try network.program().train
    // Zeros would let no gradient through to the layers before.
    let output = try #require(definition.shared.first { $0.name == "output.W" })
    // No seed of its own: where two maxima of a window are all but equal, rounding decides.
    var generator = SeededGenerator(seed: 1)
    output.storage.write(.random(output.storage.type, in: -0.3...0.3, using: &generator))
    let before = definition.storages.map { $0.array }
    let expected = try Interpreter().evaluate(
      definition.graph, inputs: [NumericArray([1], [], .int64)], shared: before)

    let outputs = try Function(definition, options: .testing())(1)
    let isDouble = network.precision == .double
    let cost = try isDouble ? outputs[0].scalar : outputs[0, as: Float.self].scalar.map(Double.init)
    let tolerance = isDouble ? 1e-10 : 1e-3
    var updated = 0
    for (root, expected) in zip(definition.graph.roots, expected) {
      switch root.role {
      case .output:
        #expect(abs(try #require(cost) - expected.values[0]) <= tolerance * expected.values[0])
      case .update(let number):
        updated += 1
        let (old, new) = (before[number].values, definition.storages[number].array.values)
        let steps = zip(expected.values, old).map { $0 - $1 }
        let largest = steps.map(abs).max() ?? 0
        // Every parameter moves.
        #expect(largest > 0, "\(definition.shared[number].name)")
        let difference = zip(zip(new, old), steps).map { abs($0.0 - $0.1 - $1) }.max() ?? .infinity
        #expect(difference <= tolerance * largest, "\(definition.shared[number].name)")
      }
    }
    #expect(updated == 2 * network.layers.count + 4)
  }

  @Test func networksAreFoundByName() throws {
    #expect(try ConvolutionalNetwork.named([]) == ConvolutionalNetwork.all)
    #expect(try ConvolutionalNetwork.named(["relu", "double"]).map(\.name) == ["relu", "double"])
    #expect {
      try ConvolutionalNetwork.named(["reul"])
    } throws: { error in
      "\(error)" == """
        there is no network 'reul'. Did you mean 'relu'?
        There are filters-3x3, filters-7x7, color-32x32, average-pooling, relu, no-pooling, \
        three-convolutions, odd-sizes, double.
        """
    }
  }
}

extension TensorStorage {
  fileprivate var array: NumericArray {
    switch type.elementType {
    case .double: NumericArray(type: type, values: read(as: Double.self))
    case .int32: NumericArray(type: type, values: read(as: Int32.self).map(Double.init))
    default: NumericArray(type: type, values: read(as: Float.self).map(Double.init))
    }
  }

  fileprivate func write(_ array: NumericArray) {
    switch type.elementType {
    case .double: write(array.values)
    default: write(array.values.map(Float.init))
    }
  }
}
