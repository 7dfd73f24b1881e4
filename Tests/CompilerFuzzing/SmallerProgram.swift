import GraphIR
import Interpreter

extension FuzzedProgram {
  /// The smallest program found that still fails: roots left out, and nodes replaced by their
  /// operands or by what they compute, as an argument.
  package func smallest(
    attempts: Int = 400, where fails: (FuzzedProgram) -> Bool
  ) -> FuzzedProgram {
    var (smallest, left) = (self, attempts)
    var isSmaller = true
    while isSmaller, left > 0 {
      isSmaller = false
      for candidate in smallest.smallerPrograms where candidate.size < smallest.size {
        left -= 1
        if fails(candidate) {
          smallest = candidate
          isSmaller = true
          break
        }
        if left <= 0 { break }
      }
    }
    return smallest
  }

  /// The number of nodes that compute something, and then of all.
  private var size: Int {
    graph.nodes.count + 100 * graph.nodes.count { !$0.operation.isSource } + graph.roots.count
  }

  private var smallerPrograms: [FuzzedProgram] {
    let outputs = graph.nodes.indices.map { node in
      Graph(name: graph.name, nodes: graph.nodes, roots: [.init(.output(0), Value(node: node))])
    }
    let fewerRoots = graph.roots.indices.compactMap { left -> Graph? in
      guard graph.roots.count > 1 else { return nil }
      let roots = graph.roots.enumerated().filter { $0.offset != left }.map(\.element)
      return Graph(name: graph.name, nodes: graph.nodes, roots: Self.numbered(roots))
    }
    let computed = graph.nodes.indices.filter {
      !graph.nodes[$0].operation.isSource && graph.nodes[$0].types.count == 1
    }
    let byOperand = computed.flatMap { index in
      graph.nodes[index].operands.filter { graph.type(of: $0) == graph.nodes[index].types[0] }
        .map { graph.redirecting(Value(node: index), to: $0) }
    }
    let byArgument = computed.map { index in
      (graph.computing(index, as: .input(inputs.count, graph.nodes[index].types[0])), index)
    }
    return (outputs + fewerRoots + byOperand).lazy.compactMap { self.program($0, nil) }
      + byArgument.lazy.compactMap { self.program($0, self.values[$1][0]) }
  }

  /// The program of a graph that is left of this one's, perhaps with one more argument.
  private func program(_ graph: Graph, _ argument: NumericArray?) -> FuzzedProgram? {
    let graph = graph.withoutDeadNodes
    let all = inputs + (argument.map { [$0] } ?? [])
    // Arguments that nothing reads are left out, and the others numbered anew.
    var (inputs, shared): ([NumericArray], [NumericArray]) = ([], [])
    var updated: [Int: Int] = [:]
    let nodes = graph.nodes.map { node -> Node in
      switch node.operation {
      case .input(let number, let type):
        inputs.append(all[number])
        return node.replacing(.input(inputs.count - 1, type))
      case .shared(let number, let type):
        updated[number] = shared.count
        shared.append(self.shared[number])
        return node.replacing(.shared(shared.count - 1, type))
      default: return node
      }
    }
    var roots: [Graph.Root] = []
    for root in graph.roots {
      if case .update(let number) = root.role, updated[number] == nil {
        updated[number] = shared.count
        shared.append(self.shared[number])
      }
      if case .update(let number) = root.role, let now = updated[number] {
        roots.append(.init(.update(shared: now), root.value))
      } else {
        roots.append(root)
      }
    }
    return FuzzedProgram(
      Graph(name: graph.name, nodes: nodes, roots: roots), inputs: inputs, shared: shared,
      real: real, seed: 1)
  }

  /// The type of real numbers.
  var real: ElementType { unit > 0x1p-30 ? .float : .double }

  /// Roots whose outputs are numbered from 0.
  private static func numbered(_ roots: [Graph.Root]) -> [Graph.Root] {
    var count = 0
    return roots.map { root in
      guard case .output = root.role else { return root }
      count += 1
      return .init(.output(count - 1), root.value)
    }
  }
}

extension Node {
  fileprivate func replacing(_ operation: Operation, operands: [Value]? = nil) -> Node {
    Node(
      operation: operation, operands: operands ?? self.operands, types: types, name: name,
      location: location)
  }
}

extension Graph {
  /// The same with another operation without operands at a node.
  fileprivate func computing(_ index: Int, as operation: Operation) -> Graph {
    var nodes = nodes
    nodes[index] = nodes[index].replacing(operation, operands: [])
    return Graph(name: name, nodes: nodes, roots: roots)
  }

  /// The same with another value wherever one is read.
  fileprivate func redirecting(_ value: Value, to other: Value) -> Graph {
    Graph(
      name: name,
      nodes: nodes.map { node in
        node.replacing(node.operation, operands: node.operands.map { $0 == value ? other : $0 })
      }, roots: roots.map { .init($0.role, $0.value == value ? other : $0.value) })
  }

  /// The nodes that roots need.
  fileprivate var withoutDeadNodes: Graph {
    var isRead = [Bool](repeating: false, count: nodes.count)
    for root in roots { isRead[root.value.node] = true }
    for index in nodes.indices.reversed() where isRead[index] {
      for operand in nodes[index].operands { isRead[operand.node] = true }
    }
    var numbers: [Int] = []
    for isRead in isRead { numbers.append((numbers.last ?? -1) + (isRead ? 1 : 0)) }
    func moved(_ value: Value) -> Value { Value(node: numbers[value.node], result: value.result) }
    return Graph(
      name: name,
      nodes: nodes.indices.filter { isRead[$0] }.map { index in
        nodes[index].replacing(
          nodes[index].operation, operands: nodes[index].operands.map(moved))
      }, roots: roots.map { .init($0.role, moved($0.value)) })
  }
}
