import GraphIR
import Schedule

/// Chooses the layout of each node's first result.
///
/// Convolutions and their gradients want images innermost; what works element by element on such a
/// tensor, or pools it, stays in its layout; everything else is row-major. Conversions then fall
/// where a value goes from one to the other: at the minibatch and at the flatten before the first
/// matrix product. What works element by element on rows, for convolutions alone, goes from one to
/// the other itself. A convolution of few images computes with patches of them innermost, between
/// rows and rows. What is written straight into a shared value is row-major too, as all shared
/// values are.
struct LayoutAssignment {
  private(set) var layouts: [Layout] = []

  /// - Parameter plan: with algorithms and updates.
  init(_ plan: Plan) {
    let (graph, target) = (plan.graph, plan.target)
    let unfolded = Set(
      graph.nodes.indices.filter { plan.choices[$0]?.usesPatches ?? false })
    let wants = ImageWants(graph, unfolded: unfolded)
    for (index, node) in graph.nodes.enumerated() {
      let isShared = plan.updates.inPlace[index] != nil
      if !isShared, wants.imagesInnermost[index], Self.readsRows(node, in: graph, layouts) {
        layouts.append(.imagesInnermost(lanes: target.lanes(of: node.types[0].elementType)))
      } else {
        layouts.append(
          isShared || unfolded.contains(index)
            ? .rowMajor : layout(of: node, in: graph, target: target))
      }
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
          && !isIota(graph[$0])
      }
  }

  private func layout(of node: Node, in graph: Graph, target: Target) -> Layout {
    let type = node.types[0]
    switch node.operation {
    case .conv2d, .conv2dInputGradient, .convolutionBlock, .convolutionBlockInputGradient:
      return .imagesInnermost(lanes: target.lanes(of: type.elementType))
    case .elementwise where type.shape.rank == 4:
      let blocked = node.operands.map { layouts[$0.node] }.first { $0 != .rowMajor }
      guard let blocked else { return .rowMajor }
      let fits = node.operands.allSatisfy {
        Self.isIota(graph[$0]) || Self.runs(graph.type(of: $0), over: type)
      }
      return fits ? blocked : .rowMajor
    case .slice(let slicing), .place(let slicing, _):
      // With all images in the part, it lies in each group of them as it does in an image.
      let images = graph.type(of: node.operands[0]).shape.extents.first
      guard let images, images == type.shape[0], slicing.isWhole(axis: 0, of: images) else {
        return .rowMajor
      }
      return layouts[node.operands[0].node]
    case .concatenate(let axis, _) where axis > 0:
      let layout = layouts[node.operands[0].node]
      return node.operands.allSatisfy { layouts[$0.node] == layout } ? layout : .rowMajor
    case .pool2d, .pool2dGradient, .maxPool2dGradient, .maxPool2dMaskedSum:
      // Planes are pooled one by one, whatever their elements are.
      return node.operands.map { layouts[$0.node] }.first { $0 != .rowMajor } ?? .rowMajor
    default:
      return .rowMajor
    }
  }

  /// Whether a value is computed where it is read, in whatever layout.
  private static func isIota(_ node: Node) -> Bool {
    if case .iota = node.operation { true } else { false }
  }

  /// Whether an operand can be read while images run innermost: it has an element for each image,
  /// as wide as the result's so that as many lie innermost, or the same elements for all.
  private static func runs(_ operand: TensorType, over result: TensorType) -> Bool {
    if operand.shape == result.shape {
      return operand.elementType.byteCount == result.elementType.byteCount
    }
    return operand.shape.rank < 4 || operand.shape[0] == 1
  }
}
