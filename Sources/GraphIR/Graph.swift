import Diagnostics

/// What a function computes: nodes in an order in which each comes after its operands.
///
/// A graph is an immutable value; passes read one and build another.
public struct Graph: Sendable, Equatable {
  /// What the caller sees of the graph.
  public struct Root: Sendable, Hashable {
    /// What becomes of a value when a call ends.
    public enum Role: Sendable, Hashable {
      /// The function returns the value, at this position.
      case output(Int)
      /// The value replaces the shared value of this number when the call ends.
      case update(shared: Int)
    }

    /// What becomes of the value when a call ends.
    public let role: Role
    /// The value that the graph computes.
    public let value: Value

    /// The root of the given role.
    public init(_ role: Role, _ value: Value) {
      self.role = role
      self.value = value
    }
  }

  /// The name of the function.
  public let name: String
  /// The nodes, each after its operands.
  public let nodes: [Node]
  /// The outputs and the updates.
  public let roots: [Root]
  /// The images that the graph computes with, where processes split minibatches.
  package let shard: BatchShard?

  /// - Precondition: the roots name values that the nodes have; `GraphVerifier` checks the rest.
  public init(name: String, nodes: [Node], roots: [Root]) {
    self.init(name: name, nodes: nodes, roots: roots, shard: nil)
  }

  /// The graph of one of several processes, where there is a shard.
  package init(name: String, nodes: [Node], roots: [Root], shard: BatchShard?) {
    self.name = name
    self.nodes = nodes
    self.roots = roots
    self.shard = shard
  }

  /// The type of a value.
  public func type(of value: Value) -> TensorType {
    nodes[value.node].types[value.result]
  }

  /// The node that computes a value.
  public subscript(value: Value) -> Node { nodes[value.node] }

  /// For each node, the nodes that read one of its results, in order and without repetition.
  public var users: [[Int]] {
    var users = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for operand in node.operands where users[operand.node].last != index {
        users[operand.node].append(index)
      }
    }
    return users
  }
}
