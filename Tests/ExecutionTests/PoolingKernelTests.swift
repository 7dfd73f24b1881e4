import GraphIR
import Interpreter
import TestSupport
import Testing

/// Poolings and what their gradients are made of, compiled and compared with the interpreter: each
/// pooling with two of the shapes, in a soak with all.
@Suite struct PoolingKernelTests {
  static let windows: [@Sendable (Pooling.Mode, Pooling.Ties) -> Pooling] = [
    { Pooling($0, window: [2, 2], ignoresBorder: true, ties: $1) },
    { Pooling($0, window: [2, 2], ignoresBorder: false, ties: $1) },
    { Pooling($0, window: [3, 2], stride: [1, 2], ignoresBorder: false, ties: $1) },
    { Pooling($0, window: [2, 3], stride: [3, 1], ignoresBorder: true, ties: $1) },
    {
      Pooling($0, window: [3, 2], stride: [2, 1], padding: [2, 1], ignoresBorder: true, ties: $1)
    },
    { Pooling($0, window: [1, 1], ignoresBorder: true, ties: $1) },
    { Pooling($0, window: [.max, 90], stride: [.max, 3], ignoresBorder: false, ties: $1) },
  ]

  static let poolings = windows.flatMap { window in
    Pooling.Mode.allCases.map { window($0, .all) } + [window(.max, .first)]
  }

  /// Adds a pooling and all that its gradients are made of; the poolings' own operand comes first.
  private static func add(
    _ pooling: Pooling, of x: Value, _ roots: inout [Value], _ builder: inout GraphBuilder
  ) throws {
    let type = builder.type(of: x)
    let pooled = try builder.add(.pool2d(pooling), [x], at: here)
    let gradient = try builder.add(.multiply, [pooled, pooled], at: here)
    roots.append(pooled)
    if pooling.mode == .max {
      roots.append(try builder.add(.maxPool2dGradient(pooling), [x, pooled, gradient], at: here))
      roots.append(
        try builder.add(
          .maxPool2dMaskedSum(pooling),
          [x, pooled, builder.add(.multiply, [x, x], at: here)], at: here))
    } else {
      roots.append(
        try builder.add(
          .pool2dGradient(pooling, inputShape: type.shape), [gradient], at: here))
    }
  }

  private static func wholeNumbers(
    _ type: TensorType, using generator: inout SeededGenerator
  ) -> NumericArray {
    let values = (0..<type.shape.elementCount).map { _ in
      Double(Int.random(in: -2...2, using: &generator))
    }
    return NumericArray(type: type, values: values)
  }

  @Test(arguments: [ElementType.float, .double])
  func poolsRows(element: ElementType) throws {
    var generator = SeededGenerator.announced()
    let shapes: [Shape] = [
      [2, 3, 7, 9], [5, 4], [1, 1], [2, 1, 1, 3, 8], [9, 33], [0, 3, 4], [3, 0, 4], [4, 0],
    ]
    for (number, shape) in shapes.enumerated() {
      var builder = GraphBuilder()
      let type = TensorType(element, shape)
      let x = try builder.add(.input(0, type), name: "x", at: here)
      var values: [Value] = []
      let turn = element == .float ? number : number + 2
      for pooling in Soak.sample(Self.poolings, oneOf: 4, turn: turn) {
        try Self.add(pooling, of: x, &values, &builder)
      }
      let graph = builder.graph(
        name: "poolings", roots: values.enumerated().map { Graph.Root(.output($0), $1) })
      try KernelTests.compare(graph, inputs: [Self.wholeNumbers(type, using: &generator)])
    }
  }

  /// After a convolution images lie innermost, and stay there.
  @Test(arguments: [ElementType.float, .double], KernelTests.widths)
  func poolsImages(element: ElementType, width: Int) throws {
    var generator = SeededGenerator.announced()
    var builder = GraphBuilder()
    let images = TensorType(element, [19, 2, 6, 9])
    let filters = TensorType(element, [3, 2, 2, 2])
    let x = try builder.add(.input(0, images), name: "x", at: here)
    let w = try builder.add(.input(1, filters), name: "w", at: here)
    let convolved = try builder.add(.conv2d(Convolution()), [x, w], at: here)
    var values: [Value] = []
    let turn = (KernelTests.widths.firstIndex(of: width) ?? 0) + (element == .float ? 0 : 1)
    for pooling in Soak.sample(Self.poolings, oneOf: 3, turn: turn) {
      try Self.add(pooling, of: convolved, &values, &builder)
    }
    let graph = builder.graph(
      name: "poolings", roots: values.enumerated().map { Graph.Root(.output($0), $1) })
    try KernelTests.compare(
      graph,
      inputs: [
        Self.wholeNumbers(images, using: &generator), Self.wholeNumbers(filters, using: &generator),
      ], vectorBytes: width)
  }

  @Test(arguments: [ElementType.float, .double])
  func aNaNCountsOnlyWhereItComesFirst(element: ElementType) throws {
    var builder = GraphBuilder()
    let type = TensorType(element, [2, 3])
    let x = try builder.add(.input(0, type), name: "x", at: here)
    var values: [Value] = []
    for ties in Pooling.Ties.allCases {
      let pooling = Pooling(window: [1, 3], ignoresBorder: true, ties: ties)
      try Self.add(pooling, of: x, &values, &builder)
    }
    let graph = builder.graph(
      name: "poolings", roots: values.enumerated().map { Graph.Root(.output($0), $1) })
    let compiled = try CompiledGraph(graph)
    let found = try compiled.evaluate(
      inputs: [NumericArray(type: type, values: [.nan, 5, 5, 2, .nan, 2])])
    #expect(found[0].values[0].isNaN)
    #expect(found[0].values[1] == 2)
    #expect(found[1].values == [0, 0, 0, 4, 0, 4])
    #expect(found[4].values == [0, 0, 0, 4, 0, 0])
  }
}
