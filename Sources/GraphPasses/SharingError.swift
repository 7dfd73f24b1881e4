import GraphIR

/// Why processes cannot share the images of a minibatch: the words that a user reads.
enum SharingError: CustomStringConvertible {
  /// A function that returns rows of images, not what they add up to.
  case rowsReturned
  case imagesTakenOut
  case imagesMoved
  case imagesMixed(TensorType)
  case additionsInOrder
  case reduction
  case wholeMatrices
  case shardedOperand(Int)

  var description: String {
    reason + ", so that processes cannot share a minibatch"
  }

  private var reason: String {
    switch self {
    case .rowsReturned: "the function returns a row for each image"
    case .imagesTakenOut: "some images are taken out"
    case .imagesMoved: "images do not stay on axis 0"
    case .imagesMixed(let type): "it may mix images (\(type))"
    case .additionsInOrder: "it adds rows of all images in order"
    case .reduction: "it goes over images and is no sum"
    case .wholeMatrices: "its matrices are of all images"
    case .shardedOperand(let position): "operand \(position) has a row for each image"
    }
  }
}
