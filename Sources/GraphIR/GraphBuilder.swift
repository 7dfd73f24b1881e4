import Diagnostics

/// Adds nodes one after another, inferring and checking their types.
public struct GraphBuilder {
  /// The nodes that have been added, in order.
  public private(set) var nodes: [Node]

  /// A builder that goes on after the given nodes.
  public init(nodes: [Node] = []) {
    self.nodes = nodes
  }

  /// Adds a node and returns its first result.
  ///
  /// - Parameter lines: the lines of what is computed in the node besides.
  /// - Throws: `OperandError` when the operation does not take the operands.
  @discardableResult
  public mutating func add(
    _ operation: Operation, _ operands: [Value] = [], name: String? = nil,
    at location: SourceLocation, fusing lines: [SourceLocation] = []
  ) throws(OperandError) -> Value {
    let types = try operation.resultTypes(of: operands.map { nodes[$0.node].types[$0.result] })
    nodes.append(
      Node(
        operation: operation, operands: operands, types: types, name: name, location: location,
        fusedLocations: lines))
    return Value(node: nodes.count - 1)
  }

  /// Adds an element-wise function of operands that broadcast to one another.
  public mutating func add(
    _ function: ElementwiseFunction, _ operands: [Value], name: String? = nil,
    at location: SourceLocation
  ) throws(OperandError) -> Value {
    var shape = Shape.scalar
    for operand in operands {
      let other = type(of: operand).shape
      guard let both = shape.broadcast(with: other) else {
        throw .shapesDoNotBroadcast(operation: function.name, shape, other)
      }
      shape = both
    }
    return try add(.elementwise(function, shape), operands, name: name, at: location)
  }

  /// Adds the same number everywhere.
  public mutating func constant(
    _ value: Double, _ type: TensorType, at location: SourceLocation
  ) throws(OperandError) -> Value {
    try add(.constant(Literal(value, type: type)), at: location)
  }

  /// Names the node that computes a value.
  public mutating func name(_ value: Value, _ name: String) {
    let node = nodes[value.node]
    nodes[value.node] = Node(
      operation: node.operation, operands: node.operands, types: node.types, name: name,
      location: node.location, fusedLocations: node.fusedLocations)
  }

  /// The type of a value.
  public func type(of value: Value) -> TensorType {
    nodes[value.node].types[value.result]
  }

  /// The graph of all nodes so far.
  public func graph(name: String, roots: [Graph.Root]) -> Graph {
    Graph(name: name, nodes: nodes, roots: roots)
  }
}
