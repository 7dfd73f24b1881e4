import Autodiff
import Diagnostics
import GraphIR
import Interpreter
import TestSupport

/// Writes random programs that are valid and whose values are finite and decided (after NNSmith;
/// Liu et al., 2023): each operation is computed as it is added, and left out again where its
/// result is a NaN, too large, or depends on rounding.
struct ProgramGenerator {
  static let here = Diagnostics.SourceLocation(file: "Fuzzed.swift", line: 1)
  /// The most elements of a value.
  static let largest = 6_000
  /// The most products of a matrix product or a convolution.
  static let mostProducts = 400_000

  var random: SeededGenerator
  /// The element type of all real numbers.
  let real: ElementType
  private(set) var builder = GraphBuilder()
  private(set) var inputs: [NumericArray] = []
  private(set) var shared: [NumericArray] = []
  private var sampler: Sampler

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    real = Int.random(in: 0..<5, using: &random) < 3 ? .float : .double
    sampler = Sampler(real, seed: random.next())
  }

  // MARK: Choices

  mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }
  mutating func oneIn(_ count: Int) -> Bool { int(1...count) == 1 }
  mutating func one<Element>(of elements: [Element]) -> Element? {
    elements.randomElement(using: &random)
  }
  /// An extent: small ones, and some about the lanes of vectors.
  mutating func extent() -> Int {
    oneIn(3) ? int(1...34) : one(of: [1, 2, 3, 4, 5, 7, 8, 16]) ?? 1
  }

  func type(of value: Value) -> TensorType { builder.type(of: value) }
  func shape(of value: Value) -> Shape { builder.type(of: value).shape }

  /// Any value that is computed or given so far, late ones more often.
  mutating func value(where suits: (TensorType) -> Bool) -> Value? {
    let all = builder.nodes.indices.flatMap { node in
      builder.nodes[node].types.indices.map { Value(node: node, result: $0) }
    }.filter { suits(builder.type(of: $0)) }
    return one(of: Bool.random(using: &random) ? Array(all.suffix(4)) : all)
  }

  mutating func realValue(rank: Int? = nil) -> Value? {
    let real = real
    return value { $0.elementType == real && (rank == nil || $0.shape.rank == rank) }
  }

  // MARK: Nodes

  /// Adds an operation, if it takes the operands and its results are decided.
  @discardableResult
  mutating func add(_ operation: Operation, _ operands: [Value]) -> Value? {
    guard let types = try? operation.resultTypes(of: operands.map(builder.type)),
      types.allSatisfy({ $0.shape.elementCount <= Self.largest })
    else { return nil }
    return adding { generator in
      try generator.builder.add(operation, operands, at: Self.here)
    }
  }

  @discardableResult
  mutating func add(_ function: ElementwiseFunction, _ operands: Value...) -> Value? {
    var shape = Shape.scalar
    for operand in operands {
      guard let both = shape.broadcast(with: self.shape(of: operand)) else { return nil }
      shape = both
    }
    return add(.elementwise(function, shape), operands)
  }

  /// A number as a constant.
  mutating func constant(_ value: Double) -> Value? {
    add(.constant(Literal(value, type: TensorType(real, .scalar))), [])
  }

  /// Lets `body` add nodes, and keeps them if all their values are decided.
  private mutating func adding<Result>(
    _ body: (inout ProgramGenerator) throws -> Result
  ) -> Result? {
    let (saved, count) = (builder, builder.nodes.count)
    do {
      let result = try body(&self)
      for (index, node) in builder.nodes.enumerated().dropFirst(count) {
        try sampler.evaluate(node, source: nil)
        guard
          node.types.indices.allSatisfy({
            sampler[Value(node: index, result: $0)].isDecided
          })
        else { throw Undecided() }
      }
      return result
    } catch {
      builder = saved
      sampler.removeNodes(from: count)
      return nil
    }
  }

  private struct Undecided: Error {}

  // MARK: Sources

  /// Adds an argument or a shared value of random numbers.
  mutating func source(_ shape: Shape, isShared: Bool = false) -> Value? {
    let isCoarse = oneIn(3)
    let range = oneIn(4) ? 0.25...2 : -2...2.0
    let values = (0..<shape.elementCount).map { _ -> Double in
      // Few bits make equal elements, and sums that are exact.
      if isCoarse { return (Double.random(in: range, using: &random) * 2).rounded() / 2 }
      let number = Double.random(in: range, using: &random)
      return real == .float ? Double(Float(number)) : number
    }
    return source(NumericArray(type: TensorType(real, shape), values: values), isShared: isShared)
  }

  /// Adds an argument of random integers from 0 to below a limit.
  mutating func integers(_ shape: Shape, below limit: Int) -> Value? {
    let type = TensorType(oneIn(2) ? .int32 : .int64, shape)
    let values = (0..<shape.elementCount).map { _ in Double(int(0...max(0, limit - 1))) }
    return source(NumericArray(type: type, values: values), isShared: false)
  }

  private mutating func source(_ array: NumericArray, isShared: Bool) -> Value? {
    let operation: Operation =
      isShared ? .shared(shared.count, array.type) : .input(inputs.count, array.type)
    guard let value = try? builder.add(operation, at: Self.here),
      (try? sampler.evaluate(builder.nodes[value.node], source: array)) != nil
    else { return nil }
    if isShared { shared.append(array) } else { inputs.append(array) }
    return value
  }

  // MARK: Derivatives

  /// Adds the gradients of a random cost with respect to some of what is given.
  ///
  /// - Throws: `Finding` where there are none, as every real number has a gradient.
  mutating func differentiate() throws -> Derivative? {
    guard let value = realValue(), let cost = cost(of: value) else { return nil }
    let parameters = builder.nodes.indices.filter { index in
      guard case .constant = builder.nodes[index].operation else {
        return builder.nodes[index].operation.isSource
          && builder.nodes[index].types[0].elementType == real
      }
      return false
    }.map { Value(node: $0) }.shuffled(using: &random).prefix(int(1...3))
    guard !parameters.isEmpty else { return nil }
    var nodes = builder
    do {
      let gradients = try Autodiff.gradients(
        of: [cost], withRespectTo: Array(parameters), disconnected: .zero, adding: &nodes)
      return adding { generator in
        generator.builder = nodes
        return Derivative(cost: cost, parameters: Array(parameters), gradients: gradients)
      }
    } catch {
      let graph = builder.graph(name: "fuzzed", roots: [.init(.output(0), cost)])
      throw Finding(check: .gradient, text: "\(error)\n\(graph)")
    }
  }

  /// One number of a tensor.
  private mutating func cost(of value: Value) -> Value? {
    let axes = Array(0..<shape(of: value).rank)
    if shape(of: value).rank == 0 { return value }
    var term: Value? = value
    if oneIn(3) { term = add(.multiply, value, value) }
    // Without weights the gradient at each element is the same, wherever it came from.
    if !oneIn(4), let weights = source(shape(of: value)), let weighted = term {
      term = add(.multiply, weighted, weights)
    }
    return term.flatMap { add(.reduce(.sum, axes: axes, keepsDimensions: false), [$0]) }
  }

  func value(of value: Value) -> SampledValue { sampler[value] }
}

/// A cost with its gradients.
package struct Derivative: Sendable {
  let cost: Value
  /// What is given.
  let parameters: [Value]
  /// The gradient at each of them.
  let gradients: [Value]
}
