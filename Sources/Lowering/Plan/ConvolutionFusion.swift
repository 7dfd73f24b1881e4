import GraphIR
import GraphPasses
import Schedule

/// Says which element-wise nodes are computed inside the convolutions that read them, as these copy
/// the planes that they need.
///
/// A batch normalisation after a convolution, for instance, then goes to memory neither on the way
/// to the next convolution nor on the way back.
struct ConvolutionFusion {
  /// What is computed inside its readers.
  private(set) var fused: Set<Int> = []

  /// No node at all.
  static let none = ConvolutionFusion()

  private init() {}

  /// - Parameter plan: with algorithms, layouts and the other fusions.
  init(_ plan: Plan) {
    let graph = plan.graph
    let users = graph.users
    let roots = Set(graph.roots.map(\.value.node))
    for (index, node) in graph.nodes.enumerated() {
      guard case .elementwise(let program, _) = node.operation,
        program.steps.count <= Self.mostSteps(of: users[index], plan),
        canFuse(index, plan), !roots.contains(index), !users[index].isEmpty,
        users[index].allSatisfy({ Self.computes($0, index, plan) }),
        Self.savesTraffic(node, readers: Set(users[index]).count, in: graph)
      else { continue }
      fused.insert(index)
    }
  }

  /// Adds nodes that their readers compute.
  mutating func fuse(_ nodes: Set<Int>) { fused.formUnion(nodes) }

  /// Whether a kernel that copies planes of a node can compute it.
  func canFuse(_ index: Int, _ plan: Plan) -> Bool {
    let node = plan.graph.nodes[index]
    guard case .elementwise(let program, _) = node.operation else { return false }
    return program.isCheap && plan.layouts[index] != .rowMajor
      && plan.productFusion.products[index] == nil && !plan.sumFusion.fused.contains(index)
      && !LayoutAssignment.readsRows(node, in: plan.graph, plan.layouts)
      && Self.reads(node, plan, besides: fused)
  }

  /// The most steps that are worth doing again in each reader: more of them where each plane meets
  /// one filter, so that reading it from memory takes longer than all arithmetic.
  private static func mostSteps(of readers: [Int], _ plan: Plan) -> Int {
    let meetOneFilter = readers.allSatisfy { reader in
      guard case .convolution(let body, _) = plan.choices[reader]?.method else { return false }
      switch body {
      case .convolution(let kernel): return kernel.geometry.filtersPerGroup == 1
      case .convolutionInputGradient(let kernel): return kernel.geometry.channelsPerGroup == 1
      case .convolutionFilterGradient(let kernel):
        return kernel.geometry.filtersPerGroup == 1 && kernel.geometry.channelsPerGroup == 1
      default: return false
      }
    }
    return meetOneFilter ? 16 : 8
  }

  /// Whether a kernel can read all operands at the place of an element, and they are computed by
  /// others.
  private static func reads(_ node: Node, _ plan: Plan, besides fused: Set<Int>) -> Bool {
    let type = node.types[0]
    return type.elementType.isFloatingPoint
      && node.operands.allSatisfy { operand in
        let read = plan.graph.type(of: operand)
        let isWhole = read.shape == type.shape
        return read.elementType == type.elementType && !plan.graph[operand].isIota
          && !fused.contains(operand.node)
          && (isWhole || read.shape.elementCount == 1
            || read.shape.padded(toRank: 4).extents == [1, type.shape[1], 1, 1]
            || LayoutAssignment.isByPlane(read, over: type))
      }
  }

  /// Whether a node is a convolution, or a gradient of one, that copies planes of another node.
  private static func computes(_ reader: Int, _ read: Int, _ plan: Plan) -> Bool {
    guard case .convolution(_, .direct) = plan.choices[reader]?.method else { return false }
    let node = plan.graph.nodes[reader]
    let positions = node.operands.indices.filter { node.operands[$0].node == read }
    switch node.operation {
    case .conv2d, .convolutionBlock, .convolutionBlockFilterGradient: return positions == [0]
    case .conv2dInputGradient: return positions == [1]
    case .conv2dFilterGradient: return positions.count == 1
    default: return false
    }
  }

  /// Whether fewer bytes are read and written when each reader computes a node.
  private static func savesTraffic(_ node: Node, readers: Int, in graph: Graph) -> Bool {
    let type = node.types[0]
    let whole = Set(node.operands).count { graph.type(of: $0).shape == type.shape }
    // What is written is read into the cache first.
    return readers * whole < whole + 2 + readers
  }
}
