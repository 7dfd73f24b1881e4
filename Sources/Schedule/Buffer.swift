import GraphIR

/// A stretch of memory that kernels read and write.
package struct Buffer: Sendable {
  /// Where the memory is.
  package enum Place: Sendable, Hashable {
    /// An argument of the call.
    case input(Int)
    /// A shared value.
    case shared(Int)
    /// A result of the call.
    case output(Int)
    /// The arena, at an offset that the memory plan gives.
    case arena
    /// Numbers in the program itself.
    case constant(Literal)
    /// The memory of another buffer, under another shape.
    case alias(of: Int)
    /// The memory of an operand of the kernel that writes this buffer, which nobody reads
    /// afterwards.
    case inPlace(of: Int)
    /// Rows of another buffer, from the row that a third one holds when the function runs.
    case rows(of: Int, start: Int)
    /// A part of another buffer, which begins at a byte of it.
    case part(of: Int, firstByte: Int)

    /// The buffer that this one lies in.
    package var container: Int? {
      switch self {
      case .alias(let other), .inPlace(let other), .rows(let other, _), .part(let other, _): other
      case .input, .shared, .output, .arena, .constant: nil
      }
    }
  }

  /// The name in the generated C.
  package let name: String
  package let type: TensorType
  package let layout: Layout
  package var place: Place
  /// The number of bytes, unused lanes included.
  package let byteCount: Int
  /// The first byte in the arena, where the buffer lies there.
  package var offset: Int?

  package init(
    name: String, type: TensorType, layout: Layout, place: Place, byteCount: Int? = nil
  ) {
    self.name = name
    self.type = type
    self.layout = layout
    self.place = place
    self.byteCount =
      byteCount ?? layout.elementCount(of: type.shape) * type.elementType.byteCount
  }
}

extension [Buffer] {
  /// The buffer in whose memory another one lies.
  package func storage(of buffer: Int) -> Int {
    var buffer = buffer
    while let container = self[buffer].place.container { buffer = container }
    return buffer
  }

  /// The buffer that a view shows, under the name it was written by.
  func shown(by buffer: Int) -> Int {
    var buffer = buffer
    while true {
      switch self[buffer].place {
      case .alias(let other), .rows(let other, _): buffer = other
      case .input, .shared, .output, .arena, .constant, .inPlace, .part: return buffer
      }
    }
  }
}
