import Diagnostics
import GraphIR
import Testing

/// The text of a graph, read back.
@Suite struct GraphParserTests {
  private let text = """
    graph train
    %0 = input(0) : float(500, 1, 28, 28) "x" at Models/Net.swift:3
    %1 = shared(0) : float(20, 1, 5, 5) "W" at Models/Net.swift:4
    %2 = constant(0.5) : float(1, 20, 1, 1) at Models/Net.swift:5
    %3 = convolutionBlock(unflipped, window: [2, 2], bias, tanh, mask) %0, %1, %2 : \
    float(500, 20, 12, 12), uint8(500, 20, 12, 12) at Models/Net.swift:6
    %4 = elementwise { t2 = multiply a0 a1; t3 = clipGradient(-1.0, 1e+30) t2; cast(double) t3 } \
    %1, %2 : double(20, 20, 5, 5) "a \\"b\\"" at Models/Net.swift:7
    output 0 = %3.0
    output 1 = %3.1
    update 0 = %1

    """

  @Test func readsWhatIsPrinted() throws {
    let graph = try GraphParser.graph(text)
    #expect(GraphPrinter(graph).text == text)
    #expect(graph.name == "train")
    #expect(
      graph.nodes[0].location == Diagnostics.SourceLocation(file: "Models/Net.swift", line: 3))
    #expect(graph.nodes[4].name == "a \"b\"")
    #expect(try GraphParser.graph(GraphPrinter(graph).text) == graph)
  }

  /// Numbers of a reader's own, and the lines of the text where none are given.
  @Test func readsWhatIsTyped() throws {
    let graph = try GraphParser.graph(
      """
      graph by hand
      %5 = input(0) : int32(3)
      %2 = constant([1, -2, 3]) : int32(3,)

      %9 = add %5, %2 : int32(3,)
      output 0 = %9
      """, file: "hand.graph")
    #expect(graph.name == "by hand")
    #expect(graph.nodes[2].operands == [Value(node: 0), Value(node: 1)])
    #expect(graph.nodes[2].location == Diagnostics.SourceLocation(file: "hand.graph", line: 5))
  }

  private struct Doubling: CustomOperation {
    var name: String { "doubled" }
    var operandCount: Int { 1 }
    func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType { operands[0] }
    func values(of operands: [[Double]], types: [TensorType]) -> [Double] {
      operands[0].map { $0 * 2 }
    }
    func gradient(
      at position: Int, operands: [Value], result: Value, gradient: Value,
      adding builder: inout GraphBuilder, at location: Diagnostics.SourceLocation
    ) throws(OperandError) -> Value? { nil }
    func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] { [] }
  }

  @Test func operationsOfAUsersAreLookedUp() throws {
    let text = """
      graph f
      %0 = input(0) : float(2,)
      %1 = doubled %0 : float(2,)
      output 0 = %1
      """
    let graph = try GraphParser.graph(
      text, customOperations: [AnyCustomOperation(Doubling())])
    #expect(graph.nodes[1].operation == .custom(AnyCustomOperation(Doubling())))
    #expect(throws: TextError(line: 3, column: 6, message: Self.noDoubling)) {
      try GraphParser.graph(text)
    }
  }

  private static let noDoubling =
    "there is no operation 'doubled'; expected one of Croton's or of those that are given"

  private static let bools = Literal(
    type: TensorType(.bool, [2]), scalars: [.boolean(true), .boolean(false)])

  /// Each operation with its operands, as it is printed and read.
  @Test func everyOperation() throws {
    var builder = GraphBuilder()
    func add(_ operation: GraphIR.Operation, _ operands: Value...) throws -> Value {
      try builder.add(operation, operands, at: sourceLocation(builder.nodes.count))
    }
    let images = try add(.input(0, TensorType(.float, [4, 2, 6, 6])))
    let filters = try add(.shared(0, TensorType(.float, [4, 1, 3, 3])))
    let matrix = try add(.shared(1, TensorType(.double, [3, 5])))
    let index = try add(.input(1, TensorType(.int64, [])))
    let labels = try add(.input(2, TensorType(.int32, [3])))
    _ = try add(.constant(Self.bools))
    _ = try add(
      .constant(
        Literal(
          type: TensorType(.double, [5]),
          scalars: [-0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude].map { .real($0) })))
    _ = try add(.constant(Literal(type: TensorType(.float, [0]), scalars: [])))
    _ = try add(
      .constant(Literal(type: TensorType(.int64, [2]), scalars: [.integer(.min), .integer(.max)])))
    let convolution = Convolution(
      stride: [2, 1], dilation: [1, 2], groups: 2, flipsFilters: false)
    let y = try add(.conv2d(convolution), images, filters)
    _ = try add(.conv2dInputGradient(convolution, inputShape: [4, 2, 6, 6]), filters, y)
    _ = try add(.conv2dFilterGradient(convolution, filterShape: [4, 1, 3, 3]), images, y)
    for pooling in [
      Pooling(window: [2, 2], ignoresBorder: true, ties: .first),
      Pooling(window: [3, 2], stride: [2, 2], padding: [1, 0], ignoresBorder: true),
      Pooling(window: [4, 4], ignoresBorder: false),
    ] {
      let pooled = try add(.pool2d(pooling), images)
      _ = try add(.maxPool2dGradient(pooling), images, pooled, pooled)
      _ = try add(.maxPool2dMaskedSum(pooling), images, pooled, images)
    }
    for mode in [Pooling.Mode.sum, .averageIncludingPadding, .averageExcludingPadding] {
      let pooling = Pooling(mode, window: [2, 2], ignoresBorder: true)
      let pooled = try add(.pool2d(pooling), images)
      _ = try add(.pool2dGradient(pooling, inputShape: [4, 2, 6, 6]), pooled)
    }
    _ = try add(.iota([2, 3]))
    _ = try add(.reshape([15]), matrix)
    _ = try add(.dimshuffle([nil, 1, 0]), matrix)
    _ = try add(.sliceRows(count: 2), matrix, index)
    let part = Slicing(starts: [2, 0], steps: [-1, 2], extents: [3, 3])
    let slice = try add(.slice(part), matrix)
    _ = try add(.place(part, [3, 5]), slice)
    _ = try add(.concatenate(axis: 1, count: 2), matrix, slice)
    let taken = try add(.take(), matrix, labels)
    _ = try add(.scatterAdd(rows: 4), taken, labels)
    let element = try add(.take(batchAxes: 1), matrix, labels)
    _ = try add(.scatterAdd(rows: 5, batchAxes: 1), element, labels)
    let gathered = try add(.gatherByLabel, matrix, labels)
    _ = try add(.scatterByLabel(classes: 7), gathered, labels)
    for reduction in Reduction.allCases {
      _ = try add(.reduce(reduction, axes: [0], keepsDimensions: true), matrix)
      _ = try add(.reduce(reduction, axes: [0, 1], keepsDimensions: false), matrix)
    }
    _ = try add(.argmax(axis: 1), matrix)
    _ = try add(.planeMoments, images)
    _ = try add(.dot(transposesLeft: true, transposesRight: false), matrix, matrix)
    _ = try add(.dot(transposesLeft: false, transposesRight: true), matrix, matrix)
    let softmax = try add(.softmax, matrix)
    _ = try add(.softmaxGradient, softmax, matrix)
    _ = try add(.logSoftmax, matrix)
    _ = try add(.elementwise(.cast(.int32), [3, 5]), matrix)
    _ = try add(.elementwise(.uniform(.float), []), index, index)
    _ = try add(.elementwise(.clipGradient(-0.5, 1e30), [3, 5]), matrix)
    _ = try add(.elementwise(.identity, [2, 3, 5]), matrix)
    let same = ScalarProgram(operandCount: 1, steps: [.init(.multiply, [0, 0])])
    _ = try add(.elementwise(same, [3, 5]), matrix)
    let graph = builder.graph(
      name: " odd\n", roots: [Graph.Root(.output(0), y), Graph.Root(.update(shared: 1), softmax)])
    #expect(try GraphParser.graph(GraphPrinter(graph).text) == graph)
  }

  @Test(arguments: [
    ("graf f", 1, 1, "expected 'graph', got 'graf'"),
    ("graph f\n%0 = input : float()", 2, 12, "expected '(', got ':'"),
    ("graph f\n%0 = input(x) : float()", 2, 12, "expected an integer, got 'x'"),
    ("graph f\n%0 = input(0) : flot()", 2, 17, "expected an element type, got 'flot'"),
    ("graph f\n%0 = input(0) : float(2 3)", 2, 25, "expected ',' or ')', got '3'"),
    (
      "graph f\n%0 = input(0) : float() \"x", 2, 25,
      "expected a text that ends with '\"' on its line, got '\"'"
    ),
    (
      "graph f\n%0 = input(0) : float() at x", 2, 28,
      "expected a file and a line, as 'Model.swift:12', got 'x'"
    ),
    ("graph f\n%0 = tanh %1 : float()", 2, 11, "there is no %1 before"),
    ("graph f\n%0 = input(0) : float()\n%0 = tanh %0 : float()", 3, 2, "there is a %0 already"),
    ("graph f\n%0 = input(0) : float()\n%1 = tanh %0.1 : float()", 3, 11, "%0 has no result 1"),
    (
      "graph f\n%0 = input(0) : float()\n%1 = tanhh %0 : float()", 3, 6,
      "there is no operation 'tanhh'; did you mean 'tanh'?"
    ),
    ("graph f\n%0 = input(0) : float(2,)\n%1 = reshape(3,) %0 : float(3,)", 3, 6, "reshape: "),
    (
      "graph f\n%0 = input(0) : float(2,)\n%1 = reshape(2, 1) %0 : float(2,)", 3, 25,
      "expected float(2, 1), got float(2,)"
    ),
    ("graph f\n%0 = constant([1, 2]) : float(3,)", 2, 15, "expected 1 or 3 elements, got 2"),
    ("graph f\n%0 = constant([1, …]) : float(3,)", 2, 19, "expected a number, got '…'"),
    ("graph f\n%0 = constant(1) : bool()", 2, 15, "expected 'true' or 'false', got '1'"),
    (
      "graph f\n%0 = input(0) : float(4, 4)\n%1 = maxPool2d(windw: [2, 2]) %0 : float(2, 2)", 3, 16,
      "there is no attribute 'windw'; did you mean 'window'?"
    ),
    (
      "graph f\n%0 = input(0) : float(4, 4)\n%1 = maxPool2d(window: [2]) %0 : float(2, 2)", 3, 24,
      "expected 2 integers, got 1"
    ),
    (
      "graph f\n%0 = input(0) : float()\n%1 = elementwise { exp a1 } %0 : float()", 3, 24,
      "there is no 'a1' before"
    ),
    (
      "graph f\n%0 = input(0) : float()\n%1 = elementwise { exp a0 %0 : float()", 3, 39,
      "expected '}', got the end of the text"
    ),
    (
      "graph f\n%0 = input(0) : float()\nresult 0 = %0", 3, 1,
      "expected a node, 'output' or 'update', got 'result'"
    ),
    (
      "graph f\n%0 = input(0) : float()\noutput 0 = %0 %0", 3, 15,
      "expected the end of the line, got '%'"
    ),
    ("graph f\n%0 = input(0)", 2, 14, "expected a value, got the end of the text"),
  ])
  func saysWhatIsWrongAndWhere(text: String, line: Int, column: Int, message: String) {
    #expect {
      try GraphParser.graph(text)
    } throws: { error in
      let error = error as? TextError
      return error?.line == line && error?.column == column
        && error?.message.hasPrefix(message) == true
    }
  }

  @Test func anErrorIsALineAColumnAndWords() {
    #expect("\(TextError(line: 3, column: 7, message: "no"))" == "line 3, column 7: no")
  }
}
