import Diagnostics
import GraphIR

extension ShardWriter {
  /// A node some of whose operands have a row for each image of the shard.
  mutating func writeSharded(_ node: Node, _ operands: [Written]) throws -> Written {
    switch node.operation {
    case .elementwise(let program, let shape):
      try sharded(
        .elementwise(program, local(shape)), aligned(operands, with: shape, node), for: node)
    case .reshape, .dimshuffle, .slice, .place, .concatenate:
      try sharded(localMovement(node), values(of: operands, node), for: node)
    case .take, .scatterAdd:
      try writeIndexing(node, operands)
    case .reduce, .argmax:
      try writeReduction(node, operands)
    case .dot(let transposesLeft, let transposesRight):
      try writeDot(
        node, operands, transposesLeft: transposesLeft, transposesRight: transposesRight)
    case .gatherByLabel, .scatterByLabel, .softmax, .softmaxGradient, .logSoftmax, .pool2d,
      .maxPool2dGradient, .maxPool2dMaskedSum, .planeMoments:
      try sharded(node.operation, values(of: operands, node), for: node)
    case .pool2dGradient(let pooling, let shape):
      try sharded(
        .pool2dGradient(pooling, inputShape: local(shape)), values(of: operands, node), for: node)
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient, .convolutionBlock,
      .convolutionBlockInputGradient, .convolutionBlockFilterGradient,
      .convolutionBlockBiasGradient:
      try writeConvolution(node, operands)
    default: throw mixing(node)
    }
  }

  /// An operation that moves elements, for the rows of the shard. The images stay on axis 0, all of
  /// them and in their order.
  private func localMovement(_ node: Node) throws -> Operation {
    switch node.operation {
    case .reshape(let shape):
      guard shape.extents.first == shard.images else { throw movedImages(node) }
      return .reshape(local(shape))
    case .dimshuffle(let order):
      guard order.first == 0 else { throw movedImages(node) }
      return node.operation
    case .slice(let slicing):
      guard slicing.isWhole(axis: 0, of: shard.images) else {
        throw error(node, .imagesTakenOut)
      }
      return .slice(local(slicing))
    case .place(let slicing, let shape):
      guard slicing.isWhole(axis: 0, of: shard.images), shape[0] == shard.images else {
        throw movedImages(node)
      }
      return .place(local(slicing), local(shape))
    case .concatenate(let axis, _) where axis > 0: return node.operation
    default: throw mixing(node)
    }
  }

  /// A table of each image's own is indexed by the images of the shard. Another table is whole, and
  /// what adds to it adds in the order of all images.
  private mutating func writeIndexing(_ node: Node, _ operands: [Written]) throws -> Written {
    switch node.operation {
    case .take(batchAxes: 0):
      try sharded(node.operation, values(of: operands, whole: [0], node), for: node)
    case .scatterAdd(_, batchAxes: 0): throw error(node, .additionsInOrder)
    default: try sharded(node.operation, values(of: operands, node), for: node)
    }
  }

  /// What is reduced over images is a sum over all processes.
  private mutating func writeReduction(_ node: Node, _ operands: [Written]) throws -> Written {
    switch node.operation {
    case .reduce(.sum, let axes, _) where axes.contains(0):
      try reduced(node.operation, values(of: operands, node), for: node)
    case .reduce(_, let axes, _) where axes.contains(0):
      throw error(node, .reduction)
    case .argmax(axis: 0): throw mixing(node)
    default: try sharded(node.operation, values(of: operands, node), for: node)
    }
  }

  /// A product of matrices has a row for each image, or is a sum over images; in a product of many
  /// matrices each image has its own.
  private mutating func writeDot(
    _ node: Node, _ operands: [Written], transposesLeft: Bool, transposesRight: Bool
  ) throws -> Written {
    let (left, right) = (operands[0], operands[1])
    guard node.types[0].shape.rank == 2 else {
      guard left.isSharded, right.isSharded else {
        throw error(node, .wholeMatrices)
      }
      return try sharded(node.operation, [left.value, right.value], for: node)
    }
    if transposesLeft, !transposesRight {
      return try reduced(node.operation, values(of: operands, node), for: node)
    }
    guard left.isSharded, !transposesLeft, !right.isSharded else { throw movedImages(node) }
    return try sharded(node.operation, [left.value, right.value], for: node)
  }

  /// Filters and biases are whole, and their gradients are sums over images.
  private mutating func writeConvolution(_ node: Node, _ operands: [Written]) throws -> Written {
    switch node.operation {
    case .conv2dInputGradient(let convolution, let shape):
      try sharded(
        .conv2dInputGradient(convolution, inputShape: local(shape)),
        values(of: operands, whole: [0], node), for: node)
    case .convolutionBlockInputGradient(let convolution, let pooling, let shape):
      try sharded(
        .convolutionBlockInputGradient(convolution, pooling, inputShape: local(shape)),
        values(of: operands, whole: [0], node), for: node)
    case .conv2dFilterGradient, .convolutionBlockFilterGradient, .convolutionBlockBiasGradient:
      try reduced(node.operation, values(of: operands, node), for: node)
    default:
      try sharded(
        node.operation, values(of: operands, whole: Set(1..<operands.count), node), for: node)
    }
  }

  private func movedImages(_ node: Node) -> ModelError {
    error(node, .imagesMoved)
  }

  private func mixing(_ node: Node) -> ModelError {
    error(node, .imagesMixed(node.types[0]))
  }

  /// The operands with the rows of the shard, but for those that have to be whole.
  private mutating func values(
    of operands: [Written], whole: Set<Int> = [], _ node: Node
  ) throws -> [Value] {
    try operands.enumerated().map { position, operand in
      if whole.contains(position), operand.isSharded {
        throw error(node, .shardedOperand(position))
      }
      return operand.isSharded || whole.contains(position)
        ? operand.value : try ownRows(of: operand.value)
    }
  }

  /// The operands of an element-wise operation, with the rows of the shard where they have any.
  private mutating func aligned(
    _ operands: [Written], with shape: Shape, _ node: Node
  ) throws -> [Value] {
    try operands.map { operand in
      let type = builder.type(of: operand.value)
      if operand.isSharded {
        guard type.shape.rank == shape.rank else { throw movedImages(node) }
        return operand.value
      }
      let hasRows = type.shape.rank == shape.rank && type.shape[0] != 1
      return hasRows ? try ownRows(of: operand.value) : operand.value
    }
  }
}
