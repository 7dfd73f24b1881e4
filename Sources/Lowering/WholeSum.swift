import GraphIR

/// The sum of all elements that a program computes of tensors of one shape: the elements themselves
/// never go to memory.
///
/// The sum is taken in parts of a fixed size, which threads share, and the parts are added up in order.
/// So the result does not depend on the number of threads.
public struct WholeSum: Sendable {
  /// The number of elements of a part.
  public static let part = 4096

  public let elementType: ElementType
  public let count: Int
  /// What is computed of an element before it is added; `element` operands have one stride.
  public let terms: LoopNest

  public var parts: Int { (count + Self.part - 1) / Self.part }
}

extension GraphLowerer {
  /// Adds the kernel of a sum over everything, with what it sums if that has been left to it.
  mutating func lowerWholeSum(_ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    let count = type.shape.elementCount
    var buffers: [Int] = []
    var program = ScalarProgram(.identity)
    var terms = [operand]
    if sumFusion.fused.contains(operand.node),
      case .elementwise(let fused, _) = graph[operand].operation
    {
      program = fused
      terms = graph[operand].operands
    }
    let operands = try terms.map {
      try loopOperand($0, over: type.shape, layout: .rowMajor, &buffers)
    }
    let nest = LoopNest(
      extents: type.shape.extents, operands: operands, resultStrides: type.shape.rowMajorStrides,
      program: program, operandTypes: terms.map { graph.type(of: $0).elementType })
    let sum = WholeSum(elementType: type.elementType, count: count, terms: nest)
    let scratch = scratch(
      index, elementType: .double, byteCount: sum.parts * ElementType.double.byteCount)
    append(
      index, .wholeSum(sum),
      detail: sumFusion.fused.contains(operand.node)
        ? "%\(operand.node) = \(graph[operand].operation)" : nil,
      operands: buffers, results: [result(index), scratch])
  }
}

/// Says which element-wise nodes are computed inside the sum over everything that reads them.
struct SumFusion {
  private(set) var sums: Set<Int> = []
  private(set) var fused: Set<Int> = []

  init(_ graph: Graph, layouts: [Layout], products: ProductFusion) {
    let users = graph.users
    let roots = Set(graph.roots.map(\.value.node))
    for (index, node) in graph.nodes.enumerated() {
      guard case .reduce(.sum, let axes, _) = node.operation else { continue }
      let operand = node.operands[0]
      let type = graph.type(of: operand)
      guard type.elementType.isFloatingPoint, axes.count == type.shape.rank,
        type.shape.elementCount > WholeSum.part, layouts[operand.node] == .rowMajor
      else { continue }
      sums.insert(index)
      guard case .elementwise = graph[operand].operation, users[operand.node] == [index],
        !roots.contains(operand.node), products.products[operand.node] == nil,
        graph[operand].operands.allSatisfy({ Self.runs(graph.type(of: $0), over: type, graph[$0]) })
      else { continue }
      fused.insert(operand.node)
    }
  }

  /// Whether one loop over all elements reads an operand in one stride.
  private static func runs(_ operand: TensorType, over type: TensorType, _ node: Node) -> Bool {
    if case .iota = node.operation { return false }
    return operand.shape == type.shape || operand.shape.elementCount == 1
  }
}
