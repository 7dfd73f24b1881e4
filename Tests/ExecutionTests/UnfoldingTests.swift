import GraphIR
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Convolutions of few images, which are computed from patches of them.
@Suite struct UnfoldingTests {
  private static let poolings = [
    nil, Pooling(window: [2, 2], ignoresBorder: true),
    Pooling(.sum, window: [1, 3], ignoresBorder: true),
  ]

  private func function(
    images: Int, pooling: Pooling?, element: ElementType, padding: Convolution.Padding = .none
  ) throws -> CompiledGraph {
    var builder = GraphBuilder()
    let x = try builder.add(
      .input(0, TensorType(element, [images, 3, 13, 11])), name: "x", at: here)
    let w = try builder.add(.input(1, TensorType(element, [5, 3, 2, 4])), name: "w", at: here)
    let b = try builder.add(.input(2, TensorType(element, [5])), name: "b", at: here)
    let block = ConvolutionBlock(
      convolution: Convolution(padding: padding), pooling: pooling, hasBias: true, activation: .tanh
    )
    let y = try builder.add(.convolutionBlock(block), [x, w, b], name: "y", at: here)
    return try CompiledGraph(
      builder.graph(name: "f", roots: [.init(.output(0), y)]), vectorBytes: 64, isExact: true)
  }

  private func usesPatches(_ function: CompiledGraph) -> Bool {
    function.schedule.kernels.contains {
      if case .patches(let patches) = $0.body { patches.direction == .unfold } else { false }
    }
  }

  /// Patches change the order in which results are computed, and no sum.
  @Test(arguments: poolings, [ElementType.float, .double])
  func oneImageIsWhatItIsAmongMany(pooling: Pooling?, element: ElementType) throws {
    try compareOneWithMany(pooling, element, .none)
  }

  /// Patches at the border begin or end in the zeros.
  @Test(arguments: poolings)
  func oneImageWithZerosAroundIt(pooling: Pooling?) throws {
    try compareOneWithMany(pooling, .float, ConvolutionTests.padding(1, 2, 3, 0))
  }

  private func compareOneWithMany(
    _ pooling: Pooling?, _ element: ElementType, _ padding: Convolution.Padding
  ) throws {
    var generator = SeededGenerator.announced()
    let many = try function(images: 21, pooling: pooling, element: element, padding: padding)
    #expect(!usesPatches(many))
    let inputs = many.schedule.inputs.map { NumericArray.random($0, in: -1...1, using: &generator) }
    let all = try many.evaluate(inputs: inputs)[0]
    for images in [1, 3] {
      let few = try function(
        images: images, pooling: pooling, element: element, padding: padding)
      #expect(images > 1 || usesPatches(few))
      let type = few.schedule.inputs[0]
      let first = NumericArray(
        type: type, values: Array(inputs[0].values.prefix(type.shape.elementCount)))
      let found = try few.evaluate(inputs: [first] + inputs.dropFirst())[0]
      #expect(found.values == Array(all.values.prefix(found.values.count)))
      #expect(
        try few.evaluate(inputs: [first] + inputs.dropFirst(), threads: 1)[0].values == found.values
      )
    }
  }
}
