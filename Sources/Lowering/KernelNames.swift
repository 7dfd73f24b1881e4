import GraphIR
import Schedule

/// Names for functions and buffers, made from the names that the user gave.
///
/// Each of them begins with a letter and ends in an underscore. No keyword of C does, nor a macro,
/// type or function that its headers or the BLAS declare for users, nor any name that the emitter
/// and its templates give. So a tensor may be called `int`, `exp`, `call` or `i0`.
struct KernelNames {
  private let graph: Graph
  private var used: Set<String> = []

  init(_ graph: Graph) {
    self.graph = graph
  }

  /// A name of its own, such as `layer0_conv2d_maxPool2d_bias_tanh_`.
  mutating func name(of index: Int, suffix: String) -> String {
    let node = graph.nodes[index]
    return unique([subject(of: node), suffix].compactMap { $0 }.joined(separator: "_"))
  }

  /// A name of its own, made from the given text.
  mutating func unique(_ text: String) -> String {
    let identifier = Identifier.from(text)
    var candidate = "\(identifier)_"
    var number = 2
    while !used.insert(candidate).inserted {
      candidate = "\(identifier)_\(number)_"
      number += 1
    }
    return candidate
  }

  /// What the node is about: its own name, or that of the layer whose parameter it reads.
  private func subject(of node: Node) -> String? {
    if let name = node.name { return name }
    let operands = node.operands.map { graph[$0] }.filter { operand in
      // A number has the name of what it was a gradient of, which says nothing about its readers.
      if case .constant = operand.operation { false } else { true }
    }
    for operand in operands where operand.operation.isSource {
      guard let name = operand.name else { continue }
      return name.split(separator: ".").first.map(String.init)
    }
    return operands.lazy.compactMap(\.name).first
  }
}
