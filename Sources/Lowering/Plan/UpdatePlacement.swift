import GraphIR

/// Which updates are computed straight into the shared value that they replace.
///
/// All updates read the old values. An update is written in place when its last step works element
/// by element at the very element it replaces, nothing but later updates computed in place reads the
/// result, and none of those that are computed after it reads the old value. So a moving average of
/// gradients is written where it lies, and the step that follows reads it there. All other updates
/// are copied when everything else is done.
struct UpdatePlacement {
  /// For each node computed in place, the shared value that it replaces.
  private(set) var inPlace: [Int: Int] = [:]

  /// No update at all: each is computed aside, and shared values are written when the rest is done.
  static let aside = UpdatePlacement()

  /// - Parameter inPlace: for each node the shared value that it replaces.
  init(_ inPlace: [Int: Int] = [:]) {
    self.inPlace = inPlace
  }

  init(_ graph: Graph) {
    let users = graph.users
    var rootCounts: [Value: Int] = [:]
    for root in graph.roots { rootCounts[root.value, default: 0] += 1 }
    for root in graph.roots {
      guard case .update(let shared) = root.role else { continue }
      let node = graph[root.value]
      guard case .elementwise = node.operation, rootCounts[root.value] == 1 else { continue }
      let readsElsewhere = node.operands.contains { operand in
        graph[operand].operation != .shared(shared, graph.type(of: operand))
          && Self.views(operand, shared: shared, in: graph)
      }
      if !readsElsewhere { inPlace[root.value.node] = shared }
    }
    while dropConflict(graph, users) {}
  }

  /// Drops an update whose result is needed before updates are computed in place, or whose old value
  /// is after that. What reads its result is then computed too early as well, so this is repeated.
  private mutating func dropConflict(_ graph: Graph, _ users: [[Int]]) -> Bool {
    // Those computed in place are computed in the order of their nodes.
    for index in inPlace.keys.sorted() {
      guard let shared = inPlace[index] else { continue }
      let isReadEarly = users[index].contains { inPlace[$0] == nil }
      let isReplacedEarly = inPlace.keys.contains { other in
        other > index
          && graph.nodes[other].operands.contains { Self.views($0, shared: shared, in: graph) }
      }
      if isReadEarly || isReplacedEarly {
        inPlace[index] = nil
        return true
      }
    }
    return false
  }

  /// Whether a value shows the memory of a shared value that an update in place replaces.
  func replaces(_ value: Value, in graph: Graph) -> Bool {
    inPlace.values.contains { Self.views(value, shared: $0, in: graph) }
  }

  /// Whether a value shows the memory of a shared value.
  static func views(_ value: Value, shared: Int, in graph: Graph) -> Bool {
    var node = graph[value]
    while true {
      switch node.operation {
      case .shared(let number, _): return number == shared
      case .reshape, .dimshuffle, .sliceRows: node = graph[node.operands[0]]
      default: return false
      }
    }
  }
}
