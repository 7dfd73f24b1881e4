import GraphIR
import Schedule

/// Names for functions and buffers, made from the names that the user gave.
///
/// Each of them begins with a letter and ends in an underscore. No keyword of C does, nor a macro,
/// type or function that its headers or the BLAS declare for users, nor any name that the emitter
/// and its templates give. So a tensor may be called `int`, `exp`, `call` or `i0`.
struct KernelNames {
  private let graph: Graph
  /// What each node is about.
  private let subjects: [String?]
  /// The name of the only view of each node, where the user named that and not the node.
  private let views: [String?]
  private var used: Set<String> = []
  /// For each text the number from which on a name of it may be free.
  private var nextNumbers: [String: Int] = [:]

  init(_ graph: Graph) {
    self.graph = graph
    views = Self.views(graph)
    subjects = Self.subjects(graph, views)
  }

  /// A name of its own for a kernel, such as `layer0_conv2d_maxPool2d_bias_tanh_`.
  mutating func name(of index: Int, suffix: String) -> String {
    unique([subjects[index], suffix].compactMap { $0 }.joined(separator: "_"))
  }

  /// A name of its own, made from the given text.
  mutating func unique(_ text: String) -> String {
    let identifier = Identifier.from(text)
    if used.insert("\(identifier)_").inserted { return "\(identifier)_" }
    var number = nextNumbers[identifier] ?? 2
    while !used.insert("\(identifier)_\(number)_").inserted { number += 1 }
    nextNumbers[identifier] = number + 1
    return "\(identifier)_\(number)_"
  }

  /// What a node's value is called: by the user, or after what it is about, such as
  /// `layer2_product`.
  func value(of index: Int) -> String {
    let node = graph.nodes[index]
    if let name = node.name { return name }
    if let view = views[index], !node.operation.isView { return "\(view)_data" }
    return subjects[index].map { "\($0)_\(node.operation.noun)" }
      ?? "\(node.operation.name)\(index)"
  }

  /// What a node's workspace is called, after what the node is about and what it holds.
  func workspace(of index: Int, _ role: Argument.Role) -> String {
    let words = "\(role)".replacing(/[A-Z]/) { "_\($0.output.lowercased())" }
    return [subjects[index], words].compactMap { $0 }.joined(separator: "_")
  }

  /// What nodes are about: the name of each, that of its view, that of the layer whose parameter it
  /// reads, or what the first of its operands that has a name is about.
  private static func subjects(_ graph: Graph, _ views: [String?]) -> [String?] {
    var subjects: [String?] = []
    for (node, view) in zip(graph.nodes, views) {
      let operands = node.operands.filter { !graph[$0].isConstant }
      let parameter = operands.lazy.map { graph[$0] }.first {
        $0.operation.isSource && $0.name != nil
      }
      let layer = parameter?.name?.split(separator: ".").first.map(String.init)
      subjects.append(
        node.name ?? view ?? (node.operation.isView ? nil : layer)
          ?? operands.lazy.compactMap { graph[$0].name }.first
          ?? operands.lazy.compactMap { subjects[$0.node] }.first)
    }
    return subjects
  }

  private static func views(_ graph: Graph) -> [String?] {
    var readers = [Int](repeating: 0, count: graph.nodes.count)
    for node in graph.nodes { for operand in node.operands { readers[operand.node] += 1 } }
    for root in graph.roots { readers[root.value.node] += 1 }
    var views = [String?](repeating: nil, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated().reversed() where node.operation.isView {
      let operand = node.operands[0].node
      guard readers[operand] == 1, graph.nodes[operand].name == nil else { continue }
      views[operand] = node.name ?? views[index]
    }
    return views
  }
}

extension Node {
  /// A number has the name of what it was a gradient of, which says nothing about its readers.
  fileprivate var isConstant: Bool {
    if case .constant = operation { true } else { false }
  }
}

extension GraphIR.Operation {
  /// Whether the result is the operand's memory under another shape.
  fileprivate var isView: Bool {
    switch self {
    case .reshape, .dimshuffle, .sliceRows: true
    default: false
    }
  }
}
