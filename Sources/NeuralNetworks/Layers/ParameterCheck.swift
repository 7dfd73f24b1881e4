import Diagnostics
import Frontend
import GraphIR

/// What a layer needs for its parameters, looked at before any of them is drawn.
struct ParameterCheck {
  /// What the layer is called.
  let layer: String
  /// The line that makes the layer.
  let location: SourceLocation

  init(_ layer: String, file: String, line: Int) {
    self.layer = layer
    location = SourceLocation(file: file, line: line)
  }

  /// - Parameters:
  ///   - drawn: the shape of the parameter that is drawn at random, in Double.
  ///   - zeros: those of the parameters that start from zeros.
  /// - Throws: `ModelError` when there can be no such shape, or no memory for all of them.
  func check<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, drawn: Shape? = nil, zeros: [Shape]
  ) throws {
    var byteCount = 0
    for shape in (drawn.map { [$0] } ?? []) + zeros {
      let type = TensorType(Scalar.elementType, shape)
      guard type.isPossible else { throw NDArrayError.shapeInvalid(shape).error(at: location) }
      // The array, and the copy of it that a shared value has.
      byteCount += 2 * type.byteCount
    }
    if let drawn { byteCount += TensorType(.double, drawn).byteCount }
    do {
      try MemoryError.check(byteCount, for: .parameters(layer: layer))
    } catch {
      throw error.error(at: location)
    }
  }
}
