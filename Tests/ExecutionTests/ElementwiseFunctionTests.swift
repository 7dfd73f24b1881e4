import GraphIR
import Interpreter
import TestSupport
import Testing

/// Every element-wise function, compiled and compared with the interpreter, special values included.
@Suite struct ElementwiseFunctionTests {
  private static let special: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 2, -2, 0.5, 1e-30, -1e-30, 80, -80, 1e30, -1e30,
  ]
  private static let integers: [Double] = [
    0, 1, -1, 2, -3, 7, 46_341, -2_147_483_648, 2_147_483_647,
  ]

  /// All pairs of the values, as two columns.
  private static func pairs(_ values: [Double]) -> (left: [Double], right: [Double]) {
    (
      values.flatMap { Array(repeating: $0, count: values.count) },
      values.flatMap { _ in values }
    )
  }

  private func compare(
    _ functions: [ElementwiseFunction], _ columns: [[Double]], _ type: ElementType,
    tolerance: Double
  ) throws {
    let shape: Shape = [columns[0].count]
    var builder = GraphBuilder()
    var operands: [Value] = []
    for index in columns.indices {
      operands.append(
        try builder.add(.input(index, TensorType(type, shape)), name: "x\(index)", at: here))
    }
    var roots: [Graph.Root] = []
    for function in functions {
      let value = try builder.add(
        function, Array(operands.prefix(function.arity)), name: "f", at: here)
      roots.append(Graph.Root(.output(roots.count), value))
    }
    let graph = builder.graph(name: "functions", roots: roots)
    let inputs = columns.map { NumericArray($0, shape, type) }
    let rounded = inputs.map { NumericArray(type: $0.type, encoded: $0.encoded) }
    let expected = try Interpreter().evaluate(graph, inputs: rounded, shared: [])
    let found = try CompiledGraph(graph).evaluate(inputs: inputs)
    for (function, (found, expected)) in zip(functions, zip(found, expected)) {
      for index in found.values.indices {
        let (a, b) = (found.values[index], expected.values[index])
        let largest = Double(Float.greatestFiniteMagnitude)
        let overflows = type == .float && abs(b) > largest && abs(a) >= largest && a * b > 0
        let underflows = type == .float && abs(a - b) < 1e-37
        let isClose =
          a == b || (a.isNaN && b.isNaN) || abs(a - b) <= tolerance * abs(b) || overflows
          || underflows
        let point = columns.map { $0[index] }
        #expect(isClose, "\(function) of \(point): \(a), expected \(b)")
      }
    }
  }

  private static let ofOneReal: [ElementwiseFunction] = [
    .negate, .abs, .sign, .sqrt, .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .erf,
    .softplus, .relu, .rectify, .identity,
  ]
  private static let ofTwo: [ElementwiseFunction] = [
    .add, .subtract, .multiply, .power, .minimum, .maximum, .equal, .notEqual, .less, .lessOrEqual,
    .greater, .greaterOrEqual,
  ]

  @Test(arguments: [(ElementType.float, 1e-6), (.double, 1e-15 * 8)])
  func reals(type: ElementType, tolerance: Double) throws {
    let (left, right) = Self.pairs(Self.special)
    try compare(
      Self.ofOneReal + Self.ofTwo + [.divide], [left, right], type, tolerance: tolerance)
  }

  @Test func integersOf32Bits() throws {
    let (left, right) = Self.pairs(Self.integers)
    try compare(
      [.negate, .abs, .sign] + Self.ofTwo, [left, right], .int32, tolerance: 0)
  }

  @Test func integersOf64Bits() throws {
    let (left, right) = Self.pairs([0, 1, -1, 2, -3, 7, 15])
    try compare(
      [.negate, .abs, .sign] + Self.ofTwo, [left, right], .int64, tolerance: 0)
  }

  @Test func logic() throws {
    try compare(
      [.logicalNot, .logicalAnd, .logicalOr, .logicalXor, .equal, .notEqual],
      [[0, 0, 1, 1], [0, 1, 0, 1]], .bool, tolerance: 0)
  }

  @Test(arguments: [ElementType.float, .double, .int32, .int64, .bool])
  func choice(type: ElementType) throws {
    var builder = GraphBuilder()
    let condition = try builder.add(
      .input(0, TensorType(.bool, [2, 1])), name: "condition", at: here)
    let yes = try builder.add(.input(1, TensorType(type, [3])), name: "yes", at: here)
    let no = try builder.add(.input(2, TensorType(type, [])), name: "no", at: here)
    let value = try builder.add(.select, [condition, yes, no], at: here)
    try KernelTests.compare(
      builder.graph(name: "choice", roots: [.init(.output(0), value)]),
      inputs: [
        NumericArray([1, 0], [2, 1], .bool), NumericArray([1, 0, 1], [3], type),
        NumericArray([0], [], type),
      ])
  }

  /// Known numbers of SplitMix64 with seed 0: its first outputs.
  @Test func randomNumbersAreThoseOfTheGenerator() throws {
    #expect(
      [0, 1, 2].map { CounterBasedGenerator.uniform(key: 0, counter: $0, as: .double) }
        == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F].map {
          (bits: UInt64) in Double(bits >> 11) * 0x1p-53
        })
  }

  @Test(arguments: [ElementType.float, .double])
  func randomNumbers(type: ElementType) throws {
    var builder = GraphBuilder()
    let key = try builder.add(.input(0, TensorType(.int64, [])), name: "key", at: here)
    let counter = try builder.add(.input(1, TensorType(.int64, [2000])), name: "counter", at: here)
    let value = try builder.add(.uniform(type), [key, counter], at: here)
    let graph = builder.graph(name: "random", roots: [.init(.output(0), value)])
    let inputs = [
      NumericArray([23455], [], .int64),
      NumericArray((0..<2000).map(Double.init), [2000], .int64),
    ]
    try KernelTests.compare(graph, inputs: inputs, tolerance: 0)
    let numbers = try Interpreter().evaluate(graph, inputs: inputs, shared: [])[0].values
    #expect(numbers.allSatisfy { 0 <= $0 && $0 < 1 })
    // The mean of 2,000 is 1/2 within five standard deviations of 1 / √(12 · 2000).
    #expect(abs(numbers.reduce(0, +) / 2000 - 0.5) < 0.033)
    #expect(Set(numbers).count > 1990)
  }
}
