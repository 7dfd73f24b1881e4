import Execution
import GraphIR
import Interpreter

/// The values of a graph in one call, as the kernels left them.
struct CallValues {
  private let graph: Graph
  private let record: CallRecord
  /// For each computed value, the output that holds it.
  private let positions: [Value: Int]
  private var known: [Value: NumericArray] = [:]

  init(_ graph: Graph, _ record: CallRecord) {
    self.graph = graph
    self.record = record
    let first = graph.outputCount
    positions = graph.computedValues.enumerated().reduce(into: [:]) {
      $0[$1.element] = first + $1.offset
    }
  }

  /// The elements of a value when the call began, or when its kernel had run.
  subscript(value: Value) -> NumericArray {
    mutating get {
      if let array = known[value] { return array }
      let array = array(of: value)
      known[value] = array
      return array
    }
  }

  private func array(of value: Value) -> NumericArray {
    let type = graph.type(of: value)
    switch graph[value].operation {
    case .input(let number, _):
      return NumericArray(type: type, bytes: record.inputs[number].bytes)
    case .shared(let number, _):
      return NumericArray(type: type, bytes: record.sharedBefore(number, 0..<type.byteCount))
    case .constant(let literal):
      return NumericArray(literal)
    default:
      return NumericArray(
        type: type, bytes: positions[value].map { record.outputs[$0].bytes } ?? [])
    }
  }

  // MARK: Minibatches

  /// Whether a node shows rows of a shared value. A data set need not become numbers for those few.
  func isSliceOfShared(_ node: Int) -> Bool {
    guard case .sliceRows = graph.nodes[node].operation,
      case .shared = graph[graph.nodes[node].operands[0]].operation
    else { return false }
    return true
  }

  /// The rows that such a node shows.
  mutating func sliceOfShared(_ node: Int) -> NumericArray {
    let source = graph.nodes[node].operands[0]
    let type = graph.nodes[node].types[0]
    guard case .shared(let number, let whole) = graph[source].operation,
      case .sliceRows(let count) = graph.nodes[node].operation, count > 0
    else { return NumericArray(type: type, values: []) }
    let start = Int(self[graph.nodes[node].operands[1]].values[0])
    let size = whole.byteCount / whole.shape[0]
    return NumericArray(
      type: type, bytes: record.sharedBefore(number, start * size..<(start + count) * size))
  }
}
