import GraphIR

/// Which values are read with images innermost and in no other way.
struct LayoutDemand {
  /// For each node, whether all its readers take images innermost: convolutions and their
  /// gradients, and what hands images on to them as they lie.
  private(set) var imagesInnermost: [Bool]

  /// - Parameter unfolded: the convolutions that read rows, to cut patches from.
  init(_ graph: Graph, unfolded: Set<Int>) {
    let users = graph.users
    imagesInnermost = [Bool](repeating: false, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated().reversed() {
      guard node.types[0].shape.rank == 4, node.types[0].elementType.isFloatingPoint,
        !users[index].isEmpty
      else { continue }
      imagesInnermost[index] = users[index].allSatisfy {
        !unfolded.contains($0) && isImages(index, readBy: $0, in: graph)
      }
    }
  }

  /// Whether a node is the images of a reader, wherever it reads it.
  private func isImages(_ index: Int, readBy reader: Int, in graph: Graph) -> Bool {
    let node = graph.nodes[reader]
    let positions = node.operands.indices.filter { node.operands[$0].node == index }
    switch node.operation {
    case .conv2d, .convolutionBlock:
      return positions == [0]
    case .conv2dInputGradient, .convolutionBlockInputGradient:
      return !positions.contains(0)
    case .conv2dFilterGradient, .convolutionBlockFilterGradient, .convolutionBlockBiasGradient,
      .planeMoments:
      return true
    case .place(let slicing, _):
      let images = graph.nodes[index].types[0].shape[0]
      return imagesInnermost[reader] && slicing.isWhole(axis: 0, of: images)
        && node.types[0].shape[0] == images
    case .pool2d:
      return imagesInnermost[reader]
    default:
      return false
    }
  }
}
