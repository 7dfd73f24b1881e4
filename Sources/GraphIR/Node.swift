import Diagnostics

/// One of the results of a node.
public struct Value: Sendable, Hashable, Comparable {
  /// The node's position in its graph.
  public let node: Int
  /// Which of the node's results.
  public let result: Int

  /// The result of the node at a position.
  public init(node: Int, result: Int = 0) {
    self.node = node
    self.result = result
  }

  /// Whether one comes before the other in the graph.
  public static func < (lhs: Value, rhs: Value) -> Bool {
    (lhs.node, lhs.result) < (rhs.node, rhs.result)
  }
}

/// An operation applied to values that earlier nodes computed.
public struct Node: Sendable, Equatable {
  /// What the node computes.
  public let operation: Operation
  /// What it computes it from.
  public let operands: [Value]
  /// The type of each result.
  public let types: [TensorType]
  /// The user's name for the value, if it was given one.
  public let name: String?
  /// The line of the user's program that the node comes from.
  public let location: SourceLocation
  /// The lines of what passes have fused into the node. A line may be there several times, since
  /// comparing lines takes reading debug information.
  public let fusedLocations: [SourceLocation]

  /// All lines of the user's program that are computed in the node, its own first.
  public var locations: [SourceLocation] { [location] + fusedLocations }

  package init(
    operation: Operation, operands: [Value], types: [TensorType], name: String?,
    location: SourceLocation, fusedLocations: [SourceLocation] = []
  ) {
    self.operation = operation
    self.operands = operands
    self.types = types
    self.name = name
    self.location = location
    self.fusedLocations = fusedLocations
  }
}
