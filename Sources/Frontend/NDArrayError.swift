import Diagnostics
import GraphIR

/// Why there is no array of a shape: the words that a user reads.
package enum NDArrayError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A shape with a negative extent, or of more bytes than can be addressed.
  case shapeInvalid(Shape)
  /// A number of elements that does not fill the shape.
  case elementCount(Shape, found: Int)

  package var description: String {
    switch self {
    case .shapeInvalid(let shape):
      "shape \(shape) is not possible; "
        + "expected extents of at least 0 and a size that can be addressed"
    case .elementCount(let shape, let found):
      "shape \(shape) has \(shape.elementCount) elements, but \(found) were given"
    }
  }

  package func error(at location: SourceLocation) -> ModelError {
    ModelError([Diagnostic(location: location, message: description)])
  }
}
