import Diagnostics
import Frontend
import GraphIR
import Testing

/// Every node knows the line of this file that it was written on.
@Suite struct LocationTests {
  private let x = Tensor<Float>.placeholder("x", shape: [2, 2])
  private let w = Tensor<Float>.placeholder("w", shape: [2, 2])

  /// The lines of the nodes that compute the output, all of this file.
  private func lines(_ output: any TensorConvertible) throws -> [String: Int] {
    let used = [x, w].filter { input in
      (try? define(inputs: [input], outputs: [output])) != nil
    }
    let inputs = used.isEmpty ? [x, w] : used
    let nodes = try define(inputs: inputs, outputs: [output]).graph.nodes
    var lines: [String: Int] = [:]
    for node in nodes {
      #expect(node.location.file == #fileID)
      if case .input = node.operation { continue }
      lines[node.operation.name] = node.location.line
    }
    return lines
  }

  // Operators take no default arguments: on Linux their line comes from the call stack, elsewhere
  // it is that of an operand.
  #if os(Linux)
    @Test func operators() throws {
      let line = #line
      let sum = x + w
      let product =
        sum
        * w
      let negative = -x
      let comparison = x .< w
      #expect(try lines(sum) == ["add": line + 1])
      #expect(try lines(product) == ["add": line + 1, "multiply": line + 4])
      #expect(try lines(negative) == ["negate": line + 5])
      #expect(try lines(comparison) == ["less": line + 6])
    }

    @Test func numbersAreOnTheirOperatorsLine() throws {
      let line = #line
      let right = x + 1
      let left = 2 * x
      #expect(try lines(right) == ["add": line + 1, "constant": line + 1])
      #expect(try lines(left) == ["multiply": line + 2, "constant": line + 2])
    }

    @Test func operatorsInsideFunctionsAndClosures() throws {
      func double(_ tensor: Tensor<Float>) -> Tensor<Float> {
        tensor + tensor  // This line counts, not its caller's.
      }
      let inFunction = #line - 2
      #expect(try lines(double(x)) == ["add": inFunction])
      let sums = [x, w].map { $0 * $0 }
      let inClosure = #line - 1
      #expect(try lines(sums[1]) == ["multiply": inClosure])
    }
  #endif

  @Test func methods() throws {
    let line = #line
    let tensors = [
      x.tanh(),
      x.exp(),
      x.reshape([4]),
      x.transpose(),
      dot(x, w),
      x.softmax(),
      x.sum(),
    ]
    let names = ["tanh", "exp", "reshape", "dimshuffle", "dot", "softmax", "sum"]
    for (offset, (tensor, name)) in zip(tensors, names).enumerated() {
      #expect(try lines(tensor) == [name: line + 2 + offset])
    }
    #expect(
      try lines(x.mean()) == ["sum": #line, "constant": #line, "divide": #line])
    #expect(try lines(x[0..<1]) == ["constant": #line, "sliceRows": #line])
  }

  @Test func gradientsHaveTheLineTheyFlowThrough() throws {
    let squashed = x.tanh()
    let line = #line - 1
    let cost = squashed.sum()
    let nodes = try define(
      inputs: [x], outputs: gradient(of: cost, withRespectTo: [x])
    ).graph.nodes
    for node in nodes where node.operation.name == "multiply" {
      #expect(node.location.line == line)
    }
    #expect(nodes.contains { $0.operation.name == "multiply" })
  }
}
