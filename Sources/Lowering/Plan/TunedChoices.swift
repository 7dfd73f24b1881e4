/// The ways that were measured to be the fastest for the nodes of one graph on one machine.
package struct TunedChoices: Sendable, Codable, Hashable {
  /// What was measured of one node.
  package struct Node: Sendable, Codable, Hashable {
    /// The number of the node in the graph.
    package let node: Int
    /// The name of the way that is taken.
    package let way: String
    package let measurements: [Measurement]

    package init(node: Int, way: String, measurements: [Measurement]) {
      self.node = node
      self.way = way
      self.measurements = measurements
    }
  }

  /// The time of one way.
  package struct Measurement: Sendable, Codable, Hashable {
    package let way: String
    package let milliseconds: Double

    package init(way: String, milliseconds: Double) {
      self.way = way
      self.milliseconds = milliseconds
    }
  }

  /// The nodes for which there is more than one way, in their order.
  package let nodes: [Node]

  package init(nodes: [Node]) {
    self.nodes = nodes
  }

  /// Nothing has been measured.
  package static let none = TunedChoices(nodes: [])

  /// What was measured of a node, if it was.
  func node(_ number: Int) -> Node? { nodes.first { $0.node == number } }
}
