import GraphIR

/// Which updates are computed straight into the shared value that they replace.
///
/// All updates read the old values. An update is written in place when its last step works element
/// by element at the very element it replaces, nothing else reads the result, and no other update
/// computed in place reads the shared value. All other updates are copied when everything else
/// is done.
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
      guard case .elementwise = node.operation, users[root.value.node].isEmpty,
        rootCounts[root.value] == 1
      else { continue }
      let readsElsewhere = node.operands.contains { operand in
        graph[operand].operation != .shared(shared, graph.type(of: operand))
          && Self.views(operand, shared: shared, in: graph)
      }
      if !readsElsewhere { inPlace[root.value.node] = shared }
    }
    dropConflicts(graph)
  }

  /// An update computed in place must not read what another one computed in place has replaced.
  private mutating func dropConflicts(_ graph: Graph) {
    for index in inPlace.keys.sorted() {
      guard let shared = inPlace[index] else { continue }
      let readByOthers = inPlace.keys.contains { other in
        other != index
          && graph.nodes[other].operands.contains { Self.views($0, shared: shared, in: graph) }
      }
      if readByOthers { inPlace[index] = nil }
    }
  }

  /// Whether a value shows the memory of a shared value that an update in place replaces.
  func replaces(_ value: Value, in graph: Graph) -> Bool {
    inPlace.values.contains { Self.views(value, shared: $0, in: graph) }
  }

  /// Whether a value shows the memory of a shared value.
  private static func views(_ value: Value, shared: Int, in graph: Graph) -> Bool {
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
