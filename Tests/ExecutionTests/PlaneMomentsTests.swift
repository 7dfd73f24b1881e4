import GraphIR
import GraphPasses
import Interpreter
import TestSupport
import Testing

/// The sums of planes and the squares about their means, with images innermost and in rows.
@Suite struct PlaneMomentsTests {
  /// A batch normalisation's mean and variance of a convolution.
  private func statistics(_ images: TensorType, _ filters: TensorType) throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, images), name: "x", at: here)
    let w = try builder.add(.input(1, filters), name: "w", at: here)
    let y = try builder.add(.conv2d(Convolution()), [x, w], name: "y", at: here)
    let shape = builder.type(of: y).shape
    let count = try builder.constant(
      Double(shape.elementCount / shape[1]), TensorType(images.elementType, .scalar), at: here)
    func mean(_ value: Value) throws -> Value {
      let sum = try builder.add(
        .reduce(.sum, axes: [0, 2, 3], keepsDimensions: false), [value], at: here)
      return try builder.add(.divide, [sum, count], at: here)
    }
    let average = try mean(y)
    let spread = try builder.add(.dimshuffle([nil, 0, nil, nil]), [average], at: here)
    let centered = try builder.add(.subtract, [y, spread], at: here)
    let variance = try mean(builder.add(.multiply, [centered, centered], at: here))
    return builder.graph(
      name: "statistics",
      roots: [Graph.Root(.output(0), average), Graph.Root(.output(1), variance)])
  }

  /// 70 images are chunks of 2 and 3 vectors, the last of which is not whole; 5 are less than a
  /// vector. Planes of 17 elements leave one over.
  ///
  /// Each call has numbers of its own: those of the call before would hide what one thread has not
  /// written, or another has written over. No mean is near zero, where the relative tolerance would
  /// be too strict.
  @Test(arguments: [70, 5], [ElementType.float, .double])
  func meanAndVariance(images: Int, element: ElementType) throws {
    let graph = try Pipeline().optimize(
      statistics(TensorType(element, [images, 2, 3, 19]), TensorType(element, [3, 2, 3, 3])))
    #expect(graph.nodes.contains { $0.operation == .planeMoments })
    for vectorBytes in [16, 64] {
      var generator = SeededGenerator.announced()
      let compiled = try CompiledGraph(graph, vectorBytes: vectorBytes)
      for _ in 0..<20 {
        let inputs = graph.nodes.compactMap { node -> NumericArray? in
          guard case .input = node.operation else { return nil }
          return .random(node.types[0], in: 0...1, using: &generator)
        }
        try KernelTests.compare(
          compiled, inputs: inputs, tolerance: element == .float ? 2e-6 : 1e-13)
      }
    }
  }

  /// The variance of images whose mean is a thousand times their deviation, where the sum of
  /// squares less the square of the sum would keep no digit. The mean, a Float, is off by a
  /// ten-thousandth of the deviation, and so are the variances of what is merged about it.
  @Test func largeMeans() throws {
    let images = TensorType(.float, [70, 1, 20, 20])
    let filters = TensorType(.float, [2, 1, 1, 1])
    let graph = try statistics(images, filters)
    var generator = SeededGenerator.announced()
    let inputs = [
      NumericArray.random(images, in: 999...1001, using: &generator),
      NumericArray([1, -3], [2, 1, 1, 1], .float),
    ].map { NumericArray(type: $0.type, encoded: $0.encoded) }
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: [])
    let compiled = try CompiledGraph(Pipeline().optimize(graph), vectorBytes: 64)
    let found = try compiled.evaluate(inputs: inputs, shared: [])
    for (found, expected) in zip(found, expected) {
      for (found, expected) in zip(found.values, expected.values) {
        #expect(abs(found - expected) < 5e-5 * abs(expected))
      }
    }
  }

  @Test func rowsAndEmptyPlanes() throws {
    for type in [ElementType.float, .double] {
      for shape in [[3, 2, 3, 7], [1, 1, 1, 1], [2, 3, 0, 4]] as [Shape] {
        try KernelTests.compare(.planeMoments, [TensorType(type, shape)])
      }
    }
  }
}
