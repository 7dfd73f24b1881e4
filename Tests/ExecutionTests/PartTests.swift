import GraphIR
import Interpreter
import TestSupport
import Testing

/// Operations that move elements, reductions and products of batches: compiled, with odd extents and
/// empty ones, in both layouts.
@Suite struct PartTests {
  private static func type(_ element: ElementType, _ shape: Shape) -> TensorType {
    TensorType(element, shape)
  }

  @Test(arguments: [ElementType.float, .double, .int32, .int64, .bool])
  func parts(element: ElementType) throws {
    let part = Slicing(starts: [0, 6, 1], steps: [1, -3, 2], extents: [3, 3, 1])
    try KernelTests.compare(.slice(part), [Self.type(element, [3, 7, 2])], integersBelow: 2)
    try KernelTests.compare(.place(part, [4, 7, 3]), [Self.type(element, [3, 3, 1])])
    try KernelTests.compare(
      .concatenate(axis: 1, count: 3),
      [
        Self.type(element, [3, 1, 2]), Self.type(element, [3, 0, 2]),
        Self.type(element, [3, 5, 2]),
      ])
    try KernelTests.compare(
      .take(), [Self.type(element, [3, 5]), Self.type(.int32, [2, 4])], integersBelow: 2)
    for shapes in [
      [[4, 3, 5], [4, 2]], [[4, 3], [4]], [[0, 3], [0, 2]], [[1, 2, 3], [1, 0]],
    ] {
      try KernelTests.compare(
        .take(batchAxes: 1),
        [Self.type(element, Shape(shapes[0])), Self.type(.int32, Shape(shapes[1]))],
        integersBelow: 2)
    }
  }

  @Test(arguments: [ElementType.float, .double, .int32, .int64])
  func sumsOfRows(element: ElementType) throws {
    try KernelTests.compare(
      .scatterAdd(rows: 7), [Self.type(element, [33, 3, 41]), Self.type(.int64, [33])],
      integersBelow: 7)
    try KernelTests.compare(
      .scatterAdd(rows: 2), [Self.type(element, [5]), Self.type(.int32, [5])], integersBelow: 2)
    try KernelTests.compare(
      .scatterAdd(rows: 7, batchAxes: 1),
      [Self.type(element, [5, 33, 67]), Self.type(.int64, [5, 33])], integersBelow: 7)
    try KernelTests.compare(
      .scatterAdd(rows: 2, batchAxes: 2),
      [Self.type(element, [2, 3, 4]), Self.type(.int32, [2, 3, 4])], integersBelow: 2)
  }

  @Test(arguments: Reduction.allCases, [ElementType.float, .double, .int32, .int64])
  func reductions(reduction: Reduction, element: ElementType) throws {
    for (axes, shape) in [
      ([0], [9, 70]), ([1], [70, 9]), ([0, 2], [3, 40, 5]), ([0, 1], [1, 1]), ([], [3]),
      ([0], [1, 1]),
    ] as [([Int], Shape)] {
      try KernelTests.compare(
        .reduce(reduction, axes: axes, keepsDimensions: false), [Self.type(element, shape)],
        range: 0.9...1.1, integersBelow: 3)
    }
  }

  @Test func reductionsOfNothing() throws {
    for reduction in [Reduction.sum, .product] {
      try KernelTests.compare(
        .reduce(reduction, axes: [0], keepsDimensions: false), [Self.type(.float, [0, 3])])
      try KernelTests.compare(
        .reduce(reduction, axes: [1], keepsDimensions: false), [Self.type(.double, [3, 0])])
    }
    try KernelTests.compare(
      .reduce(.maximum, axes: [1], keepsDimensions: false), [Self.type(.double, [0, 3])])
  }

  @Test func aMillionOnes() throws {
    var builder = GraphBuilder()
    let one = try builder.add(.input(0, TensorType(.float, [1_000_000])), name: "ones", at: here)
    let sum = try builder.add(.reduce(.sum, axes: [0], keepsDimensions: false), [one], at: here)
    let columns = try builder.add(.reshape([500_000, 2]), [one], at: here)
    let sums = try builder.add(
      .reduce(.sum, axes: [0], keepsDimensions: false), [columns], at: here)
    let graph = builder.graph(
      name: "ones", roots: [.init(.output(0), sum), .init(.output(1), sums)])
    let found = try CompiledGraph(graph).evaluate(
      inputs: [NumericArray(repeating: 1, type: TensorType(.float, [1_000_000]))])
    #expect(found[0].values == [1_000_000])
    #expect(found[1].values == [500_000, 500_000])
  }

  @Test(arguments: KernelTests.elementTypes)
  func productsOfBatches(element: ElementType) throws {
    for (batch, rows, inner, columns) in [(3, 2, 4, 5), (1, 1, 1, 1), (0, 2, 2, 2), (2, 3, 0, 2)] {
      for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
        try KernelTests.compare(
          .dot(transposesLeft: left, transposesRight: right),
          [
            Self.type(element, left ? [batch, inner, rows] : [batch, rows, inner]),
            Self.type(element, right ? [batch, columns, inner] : [batch, inner, columns]),
          ])
      }
    }
  }

  /// Padding, slicing, joining and noise between convolutions stay with images innermost.
  @Test(arguments: KernelTests.elementTypes, KernelTests.widths)
  func partsOfImages(element: ElementType, width: Int) throws {
    var generator = SeededGenerator.announced()
    var builder = GraphBuilder()
    let images = try builder.add(.input(0, Self.type(element, [19, 2, 5, 6])), name: "x", at: here)
    let filters = try builder.add(.input(1, Self.type(element, [3, 2, 2, 2])), name: "w", at: here)
    let key = try builder.add(.input(2, Self.type(.int64, [])), name: "key", at: here)
    let convolved = try builder.add(.conv2d(Convolution()), [images, filters], at: here)
    let padding = Slicing(starts: [0, 0, 1, 2], steps: [1, 1, 1, 1], extents: [19, 3, 4, 5])
    let padded = try builder.add(.place(padding, [19, 3, 7, 8]), [convolved], at: here)
    let channels = Slicing(of: [19, 3, 7, 8], axis: 1, start: 2, step: -1, extent: 2)
    let part = try builder.add(.slice(channels), [padded], at: here)
    let joined = try builder.add(.concatenate(axis: 1, count: 2), [part, padded], at: here)
    let positions = try builder.add(.iota([19, 5, 7, 8]), at: here)
    let noise = try builder.add(.uniform(element), [key, positions], at: here)
    let noisy = try builder.add(.multiply, [joined, noise], at: here)
    let images13 = Slicing(of: [19, 5, 7, 8], axis: 0, start: 3, extent: 13)
    let some = try builder.add(.slice(images13), [noisy], at: here)
    let graph = builder.graph(
      name: "parts", roots: [.init(.output(0), noisy), .init(.output(1), some)])
    try KernelTests.compare(
      graph,
      inputs: [
        .random(builder.type(of: images), using: &generator),
        .random(builder.type(of: filters), using: &generator), NumericArray([7], [], .int64),
      ], vectorBytes: width)
  }
}
