import Diagnostics
import Frontend
import GraphPasses

/// Expressions that passes have to find however they are written.
struct StabilizationVector: Decodable {
  /// Ways to write a cross-entropy.
  private let exprs: [String]?
  /// A rule in words.
  private let what: String?

  var vectorCases: [VectorCase] {
    if let exprs {
      return exprs.map { expression in
        VectorCase(
          "stabilised \(expression)",
          check: {
            for writing in Writing.all(of: expression, among: exprs) {
              if let difference = try writing.difference() { return difference }
            }
            return nil
          })
      }
    }
    guard let what else { return [] }
    if let functions = what.firstMatch(of: #/argmax\(f\(x\)\) -> argmax\(x\) for f in (.+?) when/#)
    {
      let names = functions.output.1.split { !$0.isLetter }.map(String.init)
      // Only softmax keeps apart what the logits keep apart, and goes.
      return names.map { VectorCase("argmax(\($0)(x))", ArgmaxCase(function: $0)) }
        + (names.contains("softmax")
          ? [VectorCase("argmax(softmax(x)) -> argmax(x)", check: softmaxDifference)] : [])
    }
    if what.hasPrefix("log(softmax(x)) -> ") {
      return [VectorCase(what, check: logarithmDifference)]
    }
    return [VectorCase(what, skipped: "this description is not known")]
  }
}

/// One way to write the cross-entropy of logits and labels.
private struct Writing: Sendable {
  enum Bias: Sendable { case none, left, right }

  var negatesRows: Bool
  var gathersFirst: Bool
  var isMean = false
  var bias = Bias.none

  /// What an expression of the file stands for: one way, or all the others `the same with` a change.
  static func all(of expression: String, among expressions: [String]) -> [Writing] {
    guard expression.hasPrefix("the same with") else {
      return [
        Writing(
          negatesRows: expression.hasPrefix("sum(-"),
          gathersFirst: expression.contains("log(softmax(x)["))
      ]
    }
    let written = expressions.filter { !$0.hasPrefix("the same") }
      .flatMap { all(of: $0, among: []) }
    return written.flatMap { writing in
      if expression.contains("mean") {
        var writing = writing
        writing.isMean = true
        return [writing]
      }
      return [Bias.left, .right].map { side in
        var writing = writing
        writing.bias = side
        return writing
      }
    }
  }

  func difference() throws -> String? {
    let x = Tensor<Double>.placeholder("x", shape: [3, 5])
    let b = Tensor<Double>.placeholder("b", shape: [5])
    let y = Tensor<Int32>.placeholder("y", shape: [3])
    let logits =
      switch bias {
      case .none: x.tensor
      case .left: b + x
      case .right: x + b
      }
    let rows =
      gathersFirst
      ? logits.softmax().gathered(byLabel: y).log() : logits.softmax().log().gathered(byLabel: y)
    let signed = negatesRows ? -rows : rows
    let total = isMean ? signed.mean() : signed.sum()
    let cost = negatesRows ? total : -total
    let inputs: [any TensorConvertible] = bias == .none ? [x, y] : [x, b, y]
    let forward = try operations(of: cost, inputs)
    guard forward.contains("logSoftmax"), !forward.contains("log"), !forward.contains("softmax")
    else { return "the cost is computed by \(forward.sorted().joined(separator: ", "))" }
    let gradients = try gradient(of: cost, withRespectTo: [x])
    let backward = try operations(of: gradients[0], inputs)
    guard !backward.contains("softmaxGradient"), !backward.contains("divide") else {
      return "the gradient is computed by \(backward.sorted().joined(separator: ", "))"
    }
    return nil
  }
}

/// The position of the largest result of a function that grows with its operand.
private struct ArgmaxCase: GraphCase {
  let function: String

  var givens: [GivenArray] { [] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let rows = GivenArray(shape: [2, 4], values: [0.5, 2, 1, 0.25, 3, 0.125, 1.5, 2.5])
    let x = try rows.shared("x", of: type)
    let tensor: Tensor<Scalar>
    switch function {
    case "softmax": tensor = x.softmax()
    case "softplus": tensor = x.softplus()
    case "exp": tensor = x.exp()
    case "log": tensor = x.log()
    case "tanh": tensor = x.tanh()
    case "sigmoid": tensor = x.sigmoid()
    default:
      throw VectorFileError.malformed(place: function, reason: "is no function that is known")
    }
    return [
      Expectation(
        what: "positions", tensor: tensor.argmax(axis: 1),
        expected: ExpectedArray(shape: [2], values: [1, 0]))
    ]
  }
}

private func softmaxDifference() throws -> String? {
  let x = Tensor<Double>.placeholder("x", shape: [3, 5])
  return difference(try operations(of: x.softmax().argmax(axis: 1), [x]).sorted(), ["argmax"])
}

private func logarithmDifference() throws -> String? {
  let x = Tensor<Double>.placeholder("x", shape: [3, 5])
  return difference(try operations(of: x.softmax().log(), [x]).sorted(), ["logSoftmax"])
}

/// The names of the operations that are left after the passes, inputs aside.
private func operations(
  of tensor: some TensorConvertible, _ inputs: [any TensorConvertible]
) throws -> Set<String> {
  let definition = try FunctionDefinition(
    name: "stabilised", inputs: inputs, outputs: [tensor], updates: [], givens: [],
    unusedInputs: .ignored, at: SourceLocation(file: #fileID, line: #line))
  let graph = try Pipeline(.canonical).optimize(definition.graph)
  return Set(
    graph.nodes.compactMap { node in
      switch node.operation {
      case .input, .constant: nil
      default: node.operation.name
      }
    })
}
