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
    dropConflicts(graph, users)
  }

  /// Drops updates whose result is needed before updates are computed in place, or whose old value
  /// is after that, the first of them first. What reads the result of one is then computed too
  /// early as well, which can only make conflicts of its operands.
  private mutating func dropConflicts(_ graph: Graph, _ users: [[Int]]) {
    let readers = Self.readers(of: graph)
    // Those computed in place are computed in the order of their nodes.
    let order = inPlace.keys.sorted()
    let positions = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var position = 0
    while position < order.count {
      let index = order[position]
      position += 1
      guard let shared = inPlace[index] else { continue }
      let isReadEarly = users[index].contains { inPlace[$0] == nil }
      let isReplacedEarly = readers[shared, default: []].contains {
        $0 > index && inPlace[$0] != nil
      }
      guard isReadEarly || isReplacedEarly else { continue }
      inPlace[index] = nil
      for operand in graph.nodes[index].operands {
        if let earlier = positions[operand.node] { position = min(position, earlier) }
      }
    }
  }

  /// For each shared value the nodes that have an operand in its memory.
  static func readers(of graph: Graph) -> [Int: [Int]] {
    var readers: [Int: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for operand in node.operands {
        guard let shared = shared(shownBy: operand, in: graph) else { continue }
        readers[shared, default: []].append(index)
      }
    }
    return readers
  }

  /// Whether a value shows the memory of a shared value that an update in place replaces.
  func replaces(_ value: Value, in graph: Graph) -> Bool {
    guard let shared = Self.shared(shownBy: value, in: graph) else { return false }
    return inPlace.values.contains(shared)
  }

  /// Whether a value shows the memory of a shared value.
  static func views(_ value: Value, shared: Int, in graph: Graph) -> Bool {
    self.shared(shownBy: value, in: graph) == shared
  }

  /// The shared value whose memory a value shows, if it shows one.
  private static func shared(shownBy value: Value, in graph: Graph) -> Int? {
    var node = graph[value]
    while true {
      switch node.operation {
      case .shared(let number, _): return number
      case .reshape, .dimshuffle, .sliceRows: node = graph[node.operands[0]]
      default: return nil
      }
    }
  }
}
