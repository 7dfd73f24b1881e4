import Diagnostics
import GraphIR

/// Writes a graph anew, node by node in order: each is kept, replaced, or left out.
///
/// What replaces a node inherits its location, and its name unless it has one itself.
struct GraphRewriter {
  private let graph: Graph
  private var builder = GraphBuilder()
  /// For each node of the old graph the first result of what stands for it in the new one.
  private var replacements: [Value?] = []

  init(_ graph: Graph) {
    self.graph = graph
  }

  /// Writes a graph with some of its nodes replaced.
  ///
  /// - Parameter replacement: gets the number of a node and the node with operands in the new graph.
  ///   It returns the first result of what replaces the node, or `nil` to keep it.
  static func rewrite(
    _ graph: Graph,
    _ replacement: (_ index: Int, _ node: Node, _ rewriter: inout GraphRewriter) throws -> Value?
  ) throws -> Graph {
    var rewriter = GraphRewriter(graph)
    for index in graph.nodes.indices {
      let node = try rewriter.movedNode(index)
      if let value = try replacement(index, node, &rewriter) {
        rewriter.replace(node, by: value)
      } else {
        rewriter.replace(node, by: try rewriter.copy(node))
      }
    }
    return try rewriter.finish()
  }

  /// Writes a graph without some of its nodes.
  static func filter(_ graph: Graph, _ isKept: (_ index: Int) -> Bool) throws -> Graph {
    var rewriter = GraphRewriter(graph)
    for index in graph.nodes.indices {
      if isKept(index) {
        let node = try rewriter.movedNode(index)
        rewriter.replace(node, by: try rewriter.copy(node))
      } else {
        rewriter.replacements.append(nil)
      }
    }
    return try rewriter.finish()
  }

  // MARK: The new graph so far

  /// The nodes written so far.
  var nodes: [Node] { builder.nodes }

  /// The node that computes a value of the new graph.
  subscript(value: Value) -> Node { builder.nodes[value.node] }

  /// The type of a value of the new graph.
  func type(of value: Value) -> TensorType { builder.type(of: value) }

  /// What stands for a value of the old graph.
  func moved(_ value: Value) throws -> Value {
    guard value.node < replacements.count, let first = replacements[value.node] else {
      throw InternalError(
        stage: "rewriting", detail: "%\(value.node) is read, but not written before")
    }
    return Value(node: first.node, result: first.result + value.result)
  }

  /// Adds a node as it is.
  mutating func copy(_ node: Node) throws -> Value {
    try add(node.operation, node.operands, for: node)
  }

  /// Adds a node on behalf of another, whose lines it has.
  ///
  /// - Parameter lines: those of what else is computed in it.
  mutating func add(
    _ operation: Operation, _ operands: [Value] = [], for node: Node,
    fusing lines: [SourceLocation] = []
  ) throws -> Value {
    try builder.add(
      operation, operands, at: node.location, fusing: node.fusedLocations + lines)
  }

  /// Adds an element-wise function of operands that broadcast to one another.
  mutating func add(
    _ function: ElementwiseFunction, _ operands: [Value], for node: Node
  ) throws -> Value {
    try builder.add(function, operands, at: node.location)
  }

  /// Names a value that has no name.
  mutating func inherit(_ name: String?, by value: Value) {
    if let name, builder.nodes[value.node].name == nil { builder.name(value, name) }
  }

  // MARK: The old graph

  private func movedNode(_ index: Int) throws -> Node {
    let node = graph.nodes[index]
    return Node(
      operation: node.operation, operands: try node.operands.map(moved), types: node.types,
      name: node.name, location: node.location, fusedLocations: node.fusedLocations)
  }

  private mutating func replace(_ node: Node, by value: Value) {
    inherit(node.name, by: value)
    replacements.append(value)
  }

  private func finish() throws -> Graph {
    let roots = try graph.roots.map { Graph.Root($0.role, try moved($0.value)) }
    return Graph(name: graph.name, nodes: builder.nodes, roots: roots, shard: graph.shard)
  }
}
