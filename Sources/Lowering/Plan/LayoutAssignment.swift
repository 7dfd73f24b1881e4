import GraphIR
import Schedule

/// Chooses the layout of each node's first result.
///
/// Convolutions and their gradients take images innermost; what works element by element on such a
/// tensor, or pools it, stays in its layout; everything else is row-major. Conversions then fall
/// where a value goes from one to the other: at the minibatch and at the flatten before the first
/// matrix product. What works element by element on rows, for convolutions alone, goes from one to
/// the other itself. A convolution of few images computes with patches of them innermost, between
/// rows and rows. What is written straight into a shared value is row-major too, as all shared
/// values are.
struct LayoutAssignment {
  /// Why a tensor lies as it does.
  enum Reason: String, Sendable {
    case convolution = "for its kernel"
    case readers = "for its readers"
    case operands = "like its operands"
    case patches = "for its patches"
    case shared = "like shared values"
    case otherwise
  }

  private(set) var layouts: [Layout] = []
  private(set) var reasons: [Reason] = []

  /// - Parameter plan: with algorithms and updates.
  init(_ plan: Plan) {
    let graph = plan.graph
    let unfolded = Set(
      graph.nodes.indices.filter { plan.choices[$0]?.usesPatches ?? false })
    let keepsLayout = plan.optimization.contains(.keepLayout)
    let demand = LayoutDemand(graph, unfolded: unfolded)
    for (index, node) in graph.nodes.enumerated() {
      let images = Layout.imagesInnermost(
        lanes: plan.target.lanes(of: node.types[0].elementType))
      if plan.updates.inPlace[index] != nil {
        append(.rowMajor, .shared)
      } else if unfolded.contains(index) {
        append(.rowMajor, .patches)
      } else if Self.computesImages(node) {
        append(images, .convolution)
      } else if keepsLayout, demand.imagesInnermost[index],
        Self.readsRows(node, in: graph, layouts)
      {
        append(images, .readers)
      } else if keepsLayout, let layout = layoutOfOperands(node, in: graph), layout != .rowMajor {
        append(layout, .operands)
      } else {
        append(.rowMajor, .otherwise)
      }
    }
  }

  private mutating func append(_ layout: Layout, _ reason: Reason) {
    layouts.append(layout)
    reasons.append(reason)
  }

  private static func computesImages(_ node: Node) -> Bool {
    switch node.operation {
    case .conv2d, .conv2dInputGradient, .convolutionBlock, .convolutionBlockInputGradient: true
    default: false
    }
  }

  /// Whether a node works element by element on tensors of its own shape, all of them row-major.
  static func readsRows(_ node: Node, in graph: Graph, _ layouts: [Layout]) -> Bool {
    guard case .elementwise = node.operation else { return false }
    let read = node.operands.filter { operand in
      if case .constant(let literal) = graph[operand].operation {
        literal.splat == nil
      } else {
        true
      }
    }
    return !read.isEmpty
      && read.allSatisfy {
        layouts[$0.node] == .rowMajor && graph.type(of: $0).shape == node.types[0].shape
          && !graph[$0].isIota
      }
  }

  /// The layout that a node can take from its operands.
  private func layoutOfOperands(_ node: Node, in graph: Graph) -> Layout? {
    let type = node.types[0]
    switch node.operation {
    case .elementwise where type.shape.rank == 4:
      let blocked = node.operands.map { layouts[$0.node] }.first { $0 != .rowMajor }
      guard let blocked else { return nil }
      let fits = node.operands.allSatisfy {
        graph[$0].isIota || Self.runs(graph.type(of: $0), over: type)
      }
      return fits ? blocked : nil
    case .slice(let slicing), .place(let slicing, _):
      // With all images in the part, it lies in each group of them as it does in an image.
      let images = graph.type(of: node.operands[0]).shape.extents.first
      guard let images, images == type.shape[0], slicing.isWhole(axis: 0, of: images) else {
        return nil
      }
      return layouts[node.operands[0].node]
    case .concatenate(let axis, _) where axis > 0:
      let layout = layouts[node.operands[0].node]
      return node.operands.allSatisfy { layouts[$0.node] == layout } ? layout : nil
    case .pool2d, .pool2dGradient, .maxPool2dGradient, .maxPool2dMaskedSum:
      // Planes are pooled one by one, whatever their elements are.
      return node.operands.map { layouts[$0.node] }.first { $0 != .rowMajor }
    default:
      return nil
    }
  }

  /// Whether an operand can be read while images run innermost: it has an element for each image,
  /// as wide as the result's so that as many lie innermost, or the same elements for all.
  private static func runs(_ operand: TensorType, over result: TensorType) -> Bool {
    if operand.shape == result.shape {
      return operand.elementType.byteCount == result.elementType.byteCount
    }
    return operand.shape.rank < 4 || operand.shape[0] == 1 || isByPlane(operand, over: result)
  }

  /// Whether an operand has one number for each plane of an image: it is so small that it is
  /// brought into the layout of what it is spread over.
  static func isByPlane(_ operand: TensorType, over result: TensorType) -> Bool {
    operand.shape.extents == [result.shape[0], result.shape[1], 1, 1]
      && operand.shape != result.shape
      && operand.elementType.byteCount == result.elementType.byteCount
  }
}

extension Node {
  /// Whether the node is the positions of its own elements, which are computed where they are read.
  var isIota: Bool {
    if case .iota = operation { true } else { false }
  }
}
