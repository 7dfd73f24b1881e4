import Croton
import Foundation
import TestSupport
import Testing

/// Graphs of very many operations on their way to C, in a thread whose stack has no room for a call
/// for each. A soak prints the time of each stage, which grows as the number of operations does.
@Suite(.serialized, .timeLimit(.minutes(300))) struct LargeGraphTests {
  /// What a graph looks like.
  enum Form: String, CaseIterable, Sendable {
    /// Each operation reads the one before.
    case chain
    /// A sum of very many terms, added one by one.
    case sum
    /// One operation that reads very many.
    case joined
    /// Each operation reads the one before twice: there are exponentially many paths.
    case sharedOperands
    /// A cost of very many parameters, each of which follows its gradient.
    case parameters
  }

  /// `CROTON_GRAPH_OPERATIONS` in the environment asks for graphs of another size.
  static let counts: [Int] =
    ProcessInfo.processInfo.environment["CROTON_GRAPH_OPERATIONS"].flatMap { Int($0) }.map { [$0] }
    ?? (Soak.isOn ? [1_000, 10_000, 100_000] : [200])

  @Test(arguments: Form.allCases, counts)
  func becomesC(_ form: Form, count: Int) {
    onSmallStack(bytes: 512 << 10) {
      do {
        var times = StageTimes()
        try Self.compile(form, count: count, &times)
        if Soak.isOn { print("\(form.rawValue) of \(count): \(times)") }
      } catch {
        Issue.record("\(form.rawValue) of \(count): \(error)")
      }
    }
  }

  private static func compile(_ form: Form, count: Int, _ times: inout StageTimes) throws {
    let (inputs, outputs, updates) = try times.measure("build") { try parts(form, count: count) }
    let definition = try times.measure("define") {
      try FunctionDefinition(
        name: "large", inputs: inputs, outputs: outputs, updates: updates, givens: [],
        at: SourceLocation(file: #fileID, line: #line))
    }
    let options = CompileOptions(vectorBytes: 32)
    var passes: [(name: String, seconds: Double)] = []
    let optimized = try times.measure("optimise") {
      try Pipeline().optimize(definition.graph) { passes.append(($0.pass, $0.seconds)) }
    }
    times.passes = passes
    _ = try times.measure("schedule") {
      try GeneratedFunction.schedule(of: optimized, options: options)
    }
    // All of it once more, and the C.
    let generated = try times.measure("all") {
      try GeneratedFunction(definition, options: options)
    }
    #expect(!generated.source.files.isEmpty)
  }

  private static func parts(
    _ form: Form, count: Int
  ) throws -> ([any TensorConvertible], [any TensorConvertible], [Update]) {
    let x = Tensor<Float>.placeholder("x", shape: [4])
    switch form {
    case .chain:
      let y = (0..<count).reduce(x) { y, _ in y.tanh() }
      return ([x], [y] + (try gradient(of: y.sum(), withRespectTo: [x])), [])
    case .sum:
      let y = (0..<count).reduce(x) { y, number in y + (x * Float(number + 2)).sin() }
      return ([x], [y] + (try gradient(of: y.sum(), withRespectTo: [x])), [])
    case .joined:
      let y = concatenate((0..<count).map { x * Float($0 + 2) })
      return ([x], [y] + (try gradient(of: y.sum(), withRespectTo: [x])), [])
    case .sharedOperands:
      let y = (0..<count / 2).reduce(x) { y, _ in (y * y).sin() }
      return ([x], [y] + (try gradient(of: y.sum(), withRespectTo: [x])), [])
    case .parameters:
      let parameters = (0..<count).map { Shared("p\($0)", NDArray<Float>([1, 2, 3, 4])) }
      let cost = parameters.reduce(Tensor<Float>.constant(0)) { $0 + ($1 * $1).sum() }
      let gradients = try gradient(of: cost, withRespectTo: parameters.map(\.tensor))
      let updates = zip(parameters, gradients).map { Update($0, to: $0 - 0.1 * $1) }
      return ([], [cost], updates)
    }
  }
}

/// The seconds that stages and passes took.
private struct StageTimes: CustomStringConvertible {
  private var stages: [(name: String, seconds: Double)] = []
  var passes: [(name: String, seconds: Double)] = []

  mutating func measure<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try body()
    stages.append((name, (clock.now - start) / .seconds(1)))
    return result
  }

  var description: String {
    let slowest = passes.sorted { $0.seconds > $1.seconds }.prefix(4)
    func text(_ times: some Sequence<(name: String, seconds: Double)>) -> String {
      times.map { "\($0.name) \(String(format: "%.2f", $0.seconds)) s" }.joined(separator: ", ")
    }
    return "\(text(stages)); passes \(text(slowest))"
  }
}
