import Diagnostics
import GraphIR
import Interpreter
import TestSupport
import Testing

let here = Diagnostics.SourceLocation(file: "Tests/KernelTests.swift", line: 1)

/// Operations over random operands: compiled, run and compared with the interpreter. Convolutions,
/// poolings and products have suites of their own.
@Suite struct KernelTests {
  static let elementTypes: [ElementType] = [.float, .double]
  static let widths = [64, 32, 16]

  /// The operation applied to operands of the given types, each result an output.
  static func compare(
    _ operation: Operation, _ types: [TensorType], name: String = "kernel",
    range: ClosedRange<Double> = -1...1, vectorBytes: Int = 64, tolerance: Double? = nil,
    integersBelow limit: Int? = nil, usesBLAS: Bool = false, usesBFloat16: Bool = false,
    golden: String? = nil, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    var generator = SeededGenerator.announced(name)
    var builder = GraphBuilder()
    var operands: [Value] = []
    var inputs: [NumericArray] = []
    for (index, type) in types.enumerated() {
      operands.append(try builder.add(.input(index, type), name: "operand\(index)", at: here))
      inputs.append(
        random(type, in: range, integersBelow: limit ?? 2, using: &generator))
    }
    let value = try builder.add(operation, operands, name: "result", at: here)
    let roots = builder.nodes[value.node].types.indices.map {
      Graph.Root(.output($0), Value(node: value.node, result: $0))
    }
    try compare(
      builder.graph(name: golden ?? "kernel", roots: roots), inputs: inputs,
      vectorBytes: vectorBytes, usesBLAS: usesBLAS, usesBFloat16: usesBFloat16,
      tolerance: tolerance, golden: golden,
      sourceLocation: sourceLocation)
  }

  /// A whole graph, whose C is also compared with a golden file if one is named.
  ///
  /// - Returns: what was compiled.
  @discardableResult static func compare(
    _ graph: Graph, inputs: [NumericArray], shared: [NumericArray] = [], vectorBytes: Int = 64,
    usesBLAS: Bool = false, usesBFloat16: Bool = false, tolerance: Double? = nil,
    golden: String? = nil, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws -> CompiledGraph {
    let compiled = try CompiledGraph(
      graph, vectorBytes: vectorBytes, usesBLAS: usesBLAS, usesBFloat16: usesBFloat16)
    if let golden {
      try expectGolden(
        try compiled.goldenText(), "\(golden).c", sourceLocation: sourceLocation)
    }
    try compare(
      compiled, inputs: inputs, shared: shared, usesBFloat16: usesBFloat16, tolerance: tolerance,
      sourceLocation: sourceLocation)
    return compiled
  }

  /// A call of what was compiled.
  static func compare(
    _ compiled: CompiledGraph, inputs: [NumericArray], shared: [NumericArray] = [],
    usesBFloat16: Bool = false, tolerance: Double? = nil,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    // The interpreter sees the operands as rounded as the compiled code does.
    func rounded(_ arrays: [NumericArray]) -> [NumericArray] {
      arrays.map { NumericArray(type: $0.type, encoded: $0.encoded) }
    }
    let expected = try Interpreter(roundsFactors: usesBFloat16).evaluate(
      compiled.graph, inputs: rounded(inputs), shared: rounded(shared))
    let found = try compiled.evaluate(inputs: inputs, shared: shared)
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (found, expected) in zip(found, expected) {
      expectClose(found, expected, tolerance: tolerance, sourceLocation: sourceLocation)
    }
  }

  /// Operations that are compiled together, since a compilation costs more than all of them.
  private struct Kernels {
    private var builder = GraphBuilder()
    private var inputs: [NumericArray] = []
    private var results: [Value] = []
    private var generator: SeededGenerator

    init(_ name: String) { generator = .announced(name) }

    /// An operation of operands of the given types.
    mutating func add(
      _ operation: Operation, _ types: TensorType..., range: ClosedRange<Double> = -1...1,
      integersBelow limit: Int = 2
    ) throws {
      let operands = try types.map { type in
        inputs.append(random(type, in: range, integersBelow: limit, using: &generator))
        return try builder.add(
          .input(inputs.count - 1, type), name: "operand\(inputs.count - 1)", at: here)
      }
      results.append(try builder.add(operation, operands, at: here))
    }

    func compare() throws {
      let roots = results.enumerated().map { Graph.Root(.output($0), $1) }
      try KernelTests.compare(builder.graph(name: "kernels", roots: roots), inputs: inputs)
    }
  }

  /// A kernel may be given the same tensor for two of its operands.
  @Test func operandsMayBeTheSame() throws {
    var builder = GraphBuilder()
    let matrix = TensorType(.float, [5, 7])
    let m = try builder.add(.input(0, matrix), name: "m", at: here)
    let images = TensorType(.float, [3, 2, 4, 4])
    let x = try builder.add(.input(1, images), name: "x", at: here)
    let whole = Pooling(window: [1, 1], ignoresBorder: true)
    let results = [
      try builder.add(.softmaxGradient, [m, m], at: here),
      try builder.add(.dot(transposesLeft: false, transposesRight: true), [m, m], at: here),
      try builder.add(
        .conv2dFilterGradient(Convolution(), filterShape: [2, 2, 1, 1]), [x, x], at: here),
      try builder.add(.maxPool2dGradient(whole), [x, x, x], at: here),
    ]
    let graph = builder.graph(
      name: "same", roots: results.enumerated().map { Graph.Root(.output($0), $1) })
    var generator = SeededGenerator.announced("same")
    try Self.compare(
      graph,
      inputs: [.random(matrix, using: &generator), .random(images, using: &generator)])
  }

  static func random(
    _ type: TensorType, in range: ClosedRange<Double> = -1...1, integersBelow limit: Int = 2,
    using generator: inout SeededGenerator
  ) -> NumericArray {
    if type.elementType.isFloatingPoint { return .random(type, in: range, using: &generator) }
    let values = (0..<type.shape.elementCount).map { _ in
      Double(Int.random(in: 0..<limit, using: &generator))
    }
    return NumericArray(type: type, values: values)
  }

  static func expectClose(
    _ found: NumericArray, _ expected: NumericArray, tolerance: Double? = nil,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    #expect(found.type == expected.type, sourceLocation: sourceLocation)
    let relative = tolerance ?? (expected.type.elementType == .double ? 1e-12 : 2e-5)
    let scale = expected.values.map(abs).filter(\.isFinite).max() ?? 0
    for (index, (a, b)) in zip(found.values, expected.values).enumerated() {
      if a == b || (a.isNaN && b.isNaN) { continue }
      guard abs(a - b) <= relative * max(scale, 1e-300) else {
        Issue.record("element \(index): \(a), expected \(b)", sourceLocation: sourceLocation)
        return
      }
    }
  }

  @Test(arguments: elementTypes)
  func rows(_ element: ElementType) throws {
    var kernels = Kernels("rows \(element)")
    let matrix = TensorType(element, [33, 7])
    try kernels.add(.softmax, matrix, range: -30...30)
    try kernels.add(.logSoftmax, matrix, range: -30...30)
    try kernels.add(.softmaxGradient, matrix, matrix)
    try kernels.add(.gatherByLabel, matrix, TensorType(.int32, [33]), integersBelow: 7)
    try kernels.add(
      .scatterByLabel(classes: 7), TensorType(element, [33]), TensorType(.int64, [33]),
      integersBelow: 7)
    try kernels.add(.argmax(axis: 1), matrix)
    try kernels.add(.argmax(axis: 0), matrix)
    try kernels.add(.argmax(axis: 1), TensorType(element, [3, 5, 4]))
    try kernels.compare()
  }

  @Test(arguments: elementTypes)
  func sums(_ element: ElementType) throws {
    var kernels = Kernels("sums \(element)")
    let type = TensorType(element, [6, 5, 4, 3])
    for axes in [[0], [1], [2], [3], [0, 1], [0, 2, 3], [1, 3], [0, 1, 2, 3], []] {
      try kernels.add(.reduce(.sum, axes: axes, keepsDimensions: false), type)
    }
    try kernels.add(
      .reduce(.sum, axes: [0], keepsDimensions: true), TensorType(element, [513, 130]))
    try kernels.add(
      .reduce(.sum, axes: [1], keepsDimensions: false), TensorType(.int64, [5, 9]),
      integersBelow: 1000)
    try kernels.compare()
  }

  @Test(arguments: elementTypes)
  func elementwise(_ element: ElementType) throws {
    var kernels = Kernels("elementwise \(element)")
    for function in [ElementwiseFunction.add, .subtract, .multiply, .divide] {
      try kernels.add(
        .elementwise(function, [5, 4, 3]), TensorType(element, [5, 1, 3]),
        TensorType(element, [4, 1]), range: 0.5...2)
    }
    for function in [ElementwiseFunction.negate, .exp, .log, .tanh, .sigmoid] {
      try kernels.add(
        .elementwise(function, [97, 53]), TensorType(element, [97, 53]), range: 0.1...3)
    }
    for function in [
      ElementwiseFunction.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ] {
      try kernels.add(
        .elementwise(function, [5, 4]), TensorType(element, [5, 4]), TensorType(element, [4]))
    }
    try kernels.add(.elementwise(.cast(.int32), [40]), TensorType(element, [40]), range: -99...99)
    try kernels.add(.elementwise(.identity, [5, 6, 7]), TensorType(element, [6, 1]))
    try kernels.add(.dimshuffle([2, nil, 0, 1]), TensorType(element, [4, 5, 6]))
    try kernels.add(.dimshuffle([1, 0]), TensorType(element, [1, 6]))
    try kernels.compare()
  }
}
