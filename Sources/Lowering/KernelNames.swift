import GraphIR

/// Names for functions and buffers, made from the names that the user gave.
struct KernelNames {
  private let graph: Graph
  private var used: Set<String> = []

  init(_ graph: Graph) {
    self.graph = graph
  }

  /// A name of its own, such as `layer0_conv2d_maxPool2d_add_tanh`.
  mutating func name(of index: Int, suffix: String) -> String {
    let node = graph.nodes[index]
    return unique(Self.identifier([subject(of: node), suffix].compactMap { $0 }.joined(separator: "_")))
  }

  /// A name of its own that starts with the given text.
  mutating func unique(_ text: String) -> String {
    var candidate = text
    var number = 2
    while !used.insert(candidate).inserted {
      candidate = "\(text)_\(number)"
      number += 1
    }
    return candidate
  }

  /// What the node is about: its own name, or that of the layer whose parameter it reads.
  private func subject(of node: Node) -> String? {
    if let name = node.name { return name }
    for operand in node.operands {
      let source = graph[operand]
      guard let name = source.name, source.operation.isSource else { continue }
      return name.split(separator: ".").first.map(String.init)
    }
    return node.operands.lazy.compactMap { graph[$0].name }.first
  }

  /// The text as a C identifier.
  static func identifier(_ text: String) -> String {
    let letters = text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    let name = String(letters)
    return name.first.map { $0.isNumber ? "_" + name : name } ?? "_"
  }
}
