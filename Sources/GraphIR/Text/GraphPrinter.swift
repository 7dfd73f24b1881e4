/// A graph as text, a node a line:
///
///     graph train
///     %0 = input(0) : float(500, 784) "x"
///     %1 = tanh %0 : float(500, 784)
///     output 0 = %1
package struct GraphPrinter {
  private let graph: Graph
  private let numbers: [Int]
  private let showsAll: Bool

  /// - Parameters:
  ///   - numbers: what the nodes are called, if not by their positions.
  ///   - showsAll: whether the text has all elements of constants, and the user's line of each node.
  package init(_ graph: Graph, numbers: [Int]? = nil, showsAll: Bool = true) {
    self.graph = graph
    self.numbers = numbers ?? Array(graph.nodes.indices)
    self.showsAll = showsAll
  }

  package var text: String {
    var lines = ["graph \(graph.name.isPlain ? graph.name : graph.name.quoted)"]
    for (index, node) in graph.nodes.enumerated() {
      lines.append("%\(numbers[index]) = \(text(of: node))")
    }
    for root in graph.roots {
      switch root.role {
      case .output(let position): lines.append("output \(position) = \(text(of: root.value))")
      case .update(let shared): lines.append("update \(shared) = \(text(of: root.value))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func text(of node: Node) -> String {
    var text = operationText(node.operation)
    if !node.operands.isEmpty {
      text += " " + node.operands.map(self.text(of:)).joined(separator: ", ")
    }
    text += " : " + node.types.map(\.description).joined(separator: ", ")
    if let name = node.name { text += " \(name.quoted)" }
    if showsAll {
      text += node.fusedLocations.map { " with \($0.description.quoted)" }.joined()
      text += " at \(node.location)"
    }
    return text
  }

  private func operationText(_ operation: Operation) -> String {
    if showsAll, case .constant(let literal) = operation { return "constant(\(literal.fullText))" }
    return operation.description
  }

  /// A value as `%3`, or `%3.1` where the node has several results.
  private func text(of value: Value) -> String {
    let number = numbers[value.node]
    return graph.nodes[value.node].types.count > 1 ? "%\(number).\(value.result)" : "%\(number)"
  }
}

extension Graph: CustomStringConvertible {
  /// The graph as text, a node a line, without the middle of long constants and without lines of the
  /// user's program.
  public var description: String { GraphPrinter(self, showsAll: false).text }
}

extension String {
  /// Whether the text is the same when it has been read to the end of its line.
  fileprivate var isPlain: Bool {
    guard let first, let last else { return false }
    return first != " " && first != "\"" && last != " " && !contains(where: \.isNewline)
  }

  /// The text between quotation marks, on one line.
  package var quoted: String {
    let text = flatMap { character in
      switch character {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\r": "\\r"
      case "\r\n": "\\r\\n"
      default: String(character)
      }
    }
    return "\"\(String(text))\""
  }
}
