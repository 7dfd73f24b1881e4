import Croton
import TestSupport
import Testing

/// Functions of very many operations, one after the other, on their way to C in a thread whose stack
/// has no room for a call for each.
@Suite struct LongChainTests {
  typealias Chain = @Sendable (Tensor<Float>) throws -> [Tensor<Float>]

  private static func chain(
    _ count: Int, _ start: Tensor<Float>, _ step: (Tensor<Float>) -> Tensor<Float>
  ) -> Tensor<Float> {
    (0..<count).reduce(start) { tensor, _ in step(tensor) }
  }

  static let count = 1_500

  static let chains: [(String, Chain)] = [
    ("element-wise", { x in [chain(count, x) { $0.tanh() }] }),
    ("transposes", { x in [dot(chain(count + 1, x) { $0.transpose() }, x)] }),
    ("views", { x in [chain(count, x) { $0.reshape([1, 4, 4]).reshape([4, 4]) }] }),
    ("rows", { x in [chain(count, x) { $0[0..<4] }.tanh()] }),
    (
      "softmax",
      { x in
        let moved = chain(count, x.softmax()) { $0.reshape([1, 4, 4]).reshape([4, 4]) }
        let cost = -moved.log().sum()
        return try gradient(of: cost, withRespectTo: [x])
          + [moved.argmax(axis: 1).cast(to: Float.self)]
      }
    ),
    (
      "sums at a softmax",
      { x in
        let probabilities = x.softmax()
        let cost = chain(count, probabilities) { $0 + probabilities.log() }.sum()
        return try gradient(of: cost, withRespectTo: [x])
      }
    ),
    (
      "sums at a sigmoid",
      { x in
        let sigmoid = x.sigmoid()
        let cost = chain(count, sigmoid) { $0 + sigmoid.log() }.sum()
        return try gradient(of: cost, withRespectTo: [x])
      }
    ),
    (
      "before a pooling",
      { x in
        [chain(count, x.reshape([1, 1, 4, 4])) { ($0 + 1).tanh() }.maxPool2d((2, 2))]
      }
    ),
  ]

  @Test(arguments: 0..<chains.count)
  func generated(number: Int) {
    let (name, chain) = Self.chains[number]
    onSmallStack(bytes: 512 << 10) {
      do {
        let x = Tensor<Float>.placeholder("x", shape: [4, 4])
        let definition = try FunctionDefinition(
          name: "chain", inputs: [x], outputs: try chain(x), updates: [], givens: [],
          at: SourceLocation(file: #fileID, line: #line))
        let generated = try GeneratedFunction(definition, options: CompileOptions(vectorBytes: 32))
        #expect(!generated.source.files.isEmpty)
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
  }
}
