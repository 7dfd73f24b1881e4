import GraphIR
import Interpreter
import TestSupport
import Testing

/// Matrix products of all shapes, by themselves and with what follows them.
@Suite struct ProductTests {
  /// What follows a product in a random graph.
  private enum Follower: CaseIterable { case nothing, bias, column, update, otherProduct }

  @Test(arguments: KernelTests.elementTypes, KernelTests.widths)
  func randomProducts(_ element: ElementType, _ width: Int) throws {
    var generator = SeededGenerator.announced("randomProducts \(element) \(width)")
    for follower in Follower.allCases {
      for _ in 0..<(Soak.isOn ? 10 : 1) {
        try check(Self.graph(follower, element, &generator), width, &generator)
      }
    }
  }

  @Test func productsOfRandomBatches() throws {
    var generator = SeededGenerator.announced()
    for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
      let (m, n, k) = (extent(&generator), extent(&generator), extent(&generator))
      var builder = GraphBuilder()
      let a = try builder.add(
        .input(0, TensorType(.float, left ? [3, k, m] : [3, m, k])), name: "a", at: here)
      let b = try builder.add(
        .input(1, TensorType(.float, right ? [3, n, k] : [3, k, n])), name: "b", at: here)
      let product = try builder.add(
        .dot(transposesLeft: left, transposesRight: right), [a, b], name: "product", at: here)
      let graph = builder.graph(name: "batch", roots: [Graph.Root(.output(0), product)])
      for width in KernelTests.widths { try check(graph, width, &generator) }
    }
  }

  /// Shapes of training steps, and shapes at the ends of what tiles and vectors cover.
  @Test(arguments: [
    (20, 784, 500, false, false), (784, 20, 500, true, false), (20, 500, 10, false, false),
    (20, 10, 500, false, true), (500, 500, 10, false, false), (500, 500, 10, true, false),
    (500, 10, 500, false, true), (1, 784, 500, false, false), (1, 500, 10, false, false),
    (131, 1100, 65, false, false), (64, 2048, 33, false, true), (7, 256, 1024, true, false),
    (1024, 256, 7, true, false), (1, 1, 1, true, true), (3, 2049, 2, false, false),
    (37, 4999, 70, false, false), (70, 3000, 37, true, true), (12, 5000, 100, false, true),
    (100, 2600, 12, true, false),
    // Rows that lie whole pages apart, packed panel by panel, in turns too, and all at once.
    (20, 400, 1024, false, false), (20, 2100, 512, false, false), (20, 128, 3072, true, false),
    // Few tiles, whose chunks threads share.
    (16, 4200, 4, true, false), (4, 10_000, 32, true, false), (33, 3000, 3, true, false),
    (84, 600, 10, true, false),
  ])
  func shapes(_ m: Int, _ k: Int, _ n: Int, _ left: Bool, _ right: Bool) throws {
    try KernelTests.compare(
      .dot(transposesLeft: left, transposesRight: right),
      [
        TensorType(.float, left ? [k, m] : [m, k]), TensorType(.float, right ? [n, k] : [k, n]),
      ],
      name: "shapes \(m) \(k) \(n)")
  }

  @Test func aMatrixTimesItself() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [50, 41])), name: "x", at: here)
    let gram = try builder.add(
      .dot(transposesLeft: false, transposesRight: true), [x, x], at: here)
    let graph = builder.graph(name: "gram", roots: [Graph.Root(.output(0), gram)])
    var generator = SeededGenerator.announced()
    for width in KernelTests.widths { try check(graph, width, &generator) }
  }

  @Test func whatFollowsAsGoldenText() throws {
    var generator = SeededGenerator(seed: 7)
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [40, 30])), name: "x", at: here)
    let w = try builder.add(.shared(0, TensorType(.float, [30, 20])), name: "w", at: here)
    let b = try builder.add(.input(1, TensorType(.float, [20])), name: "b", at: here)
    let g = try builder.add(.input(2, TensorType(.float, [40, 20])), name: "g", at: here)
    let product = try builder.add(
      .dot(transposesLeft: false, transposesRight: false), [x, w], at: here)
    let layer = try builder.add(
      .elementwise(
        ScalarProgram(operandCount: 2, steps: [.init(.add, [0, 1]), .init(.tanh, [2])]), [40, 20]),
      [product, b], name: "layer", at: here)
    let gradient = try builder.add(
      .dot(transposesLeft: true, transposesRight: false), [x, g], at: here)
    let step = try builder.add(.elementwise(.subtract, [30, 20]), [w, gradient], at: here)
    let graph = builder.graph(
      name: "product_and_what_follows",
      roots: [Graph.Root(.output(0), layer), Graph.Root(.update(shared: 0), step)])
    try KernelTests.compare(
      graph,
      inputs: [x, b, g].map { .random(graph.type(of: $0), in: -1...1, using: &generator) },
      shared: [.random(graph.type(of: w), in: -1...1, using: &generator)],
      vectorBytes: 32, golden: "product_and_what_follows")
  }

  // MARK: Random graphs

  private func extent(_ generator: inout SeededGenerator) -> Int { Self.extent(&generator) }

  private static func extent(_ generator: inout SeededGenerator) -> Int {
    Int.random(in: 1...[1, 3, 18, 70, 150].randomElement(using: &generator)!, using: &generator)
  }

  private static func graph(
    _ follower: Follower, _ element: ElementType, _ generator: inout SeededGenerator
  ) throws -> Graph {
    let (m, n, k) = (extent(&generator), extent(&generator), extent(&generator))
    let (left, right) = (Bool.random(using: &generator), Bool.random(using: &generator))
    let result: Shape = [m, n]
    var builder = GraphBuilder()
    func input(_ number: Int, _ shape: Shape) throws -> Value {
      try builder.add(.input(number, TensorType(element, shape)), name: "x\(number)", at: here)
    }
    let a = try input(0, left ? [k, m] : [m, k])
    let b = try input(1, right ? [n, k] : [k, n])
    let dot = Operation.dot(transposesLeft: left, transposesRight: right)
    let product = try builder.add(dot, [a, b], name: "product", at: here)
    let root: Graph.Root
    switch follower {
    case .nothing:
      root = Graph.Root(.output(0), product)
    case .bias:
      let layer = ScalarProgram(
        operandCount: 3,
        steps: [.init(.add, [0, 1]), .init(.tanh, [3]), .init(.multiply, [4, 2])])
      let value = try builder.add(
        .elementwise(layer, result), [product, try input(2, [n]), try input(3, [])], at: here)
      root = Graph.Root(.output(0), value)
    case .column:
      // The program reads an operand of the product too, where it has the result's shape.
      let square = try input(2, [m, 1])
      let other = (left ? [k, m] : [m, k]) == [m, n] ? a : try input(3, result)
      let chosen = ScalarProgram(
        operandCount: 3,
        steps: [.init(.less, [0, 1]), .init(.select, [3, 2, 0])])
      let value = try builder.add(
        .elementwise(chosen, result), [product, square, other], at: here)
      root = Graph.Root(.output(0), value)
    case .update:
      let w = try builder.add(.shared(0, TensorType(element, result)), name: "w", at: here)
      let step = ScalarProgram(
        operandCount: 3, steps: [.init(.multiply, [2, 1]), .init(.subtract, [0, 3])])
      let value = try builder.add(
        .elementwise(step, result), [w, product, try input(2, [])], at: here)
      root = Graph.Root(.update(shared: 0), value)
    case .otherProduct:
      let other = try builder.add(
        .dot(transposesLeft: true, transposesRight: false),
        [try input(2, [5, m]), try input(3, [5, n])],
        at: here)
      let value = try builder.add(.elementwise(.multiply, result), [product, other], at: here)
      root = Graph.Root(.output(0), value)
    }
    return builder.graph(name: "product", roots: [root])
  }

  /// Compares with the interpreter, and the bits that different numbers of threads give.
  private func check(
    _ graph: Graph, _ width: Int, _ generator: inout SeededGenerator
  ) throws {
    func random(_ number: (GraphIR.Operation) -> Int?) -> [NumericArray] {
      graph.nodes.compactMap { node in number(node.operation).map { ($0, node.types[0]) } }
        .sorted { $0.0 < $1.0 }
        .map { .random($0.1, in: -1...1, using: &generator) }
    }
    let inputs = random { if case .input(let number, _) = $0 { number } else { nil } }
    let shared = random { if case .shared(let number, _) = $0 { number } else { nil } }
    let compiled = try KernelTests.compare(
      graph, inputs: inputs, shared: shared, vectorBytes: width)
    let alone = try compiled.evaluate(inputs: inputs, shared: shared, threads: 1)
    for threads in [2, 3, 5] {
      #expect(try compiled.evaluate(inputs: inputs, shared: shared, threads: threads) == alone)
    }
  }
}
