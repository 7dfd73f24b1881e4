import Diagnostics
import Foundation
import GraphIR

/// The elements of a result, in row-major order, in the memory that compiled code wrote them to.
package final class ResultElements: @unchecked Sendable {
  // Sound although unchecked: the memory is written by the call that made it, before anyone else has
  // it, and only read after that.

  package let type: TensorType
  private let memory: UnsafeMutableRawPointer

  /// Memory that holds nothing of use until a call has written all of it.
  ///
  /// - Throws: `MemoryError` where the system has no memory for them.
  package init(uninitialized type: TensorType) throws(MemoryError) {
    self.type = type
    memory = try AlignedMemory.allocate(for: type)
  }

  deinit { free(memory) }

  /// Copies the elements out.
  ///
  /// - Precondition: `Scalar` is as large as the type's elements.
  package func read<Scalar: BitwiseCopyable>(as scalar: Scalar.Type) -> [Scalar] {
    precondition(MemoryLayout<Scalar>.stride == type.elementType.byteCount)
    return array(of: type.shape.elementCount)
  }

  /// A copy of the elements, as bytes.
  package var bytes: [UInt8] { array(of: type.byteCount) }

  private func array<Scalar: BitwiseCopyable>(of count: Int) -> [Scalar] {
    Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      // The memory holds exactly `count` numbers of this size, and the array's buffer as many.
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(start: memory, count: type.byteCount))
      initialized = count
    }
  }

  /// Calls the body with where each result starts.
  ///
  /// The pointers are valid until the body returns; only the call that fills the results in may use
  /// this, once.
  package static func withPointers<Result>(
    to results: [ResultElements], _ body: ([UnsafeMutableRawPointer?]) throws -> Result
  ) rethrows -> Result {
    // The memory goes with its owner, which lives at least as long.
    try withExtendedLifetime(results) { try body(results.map(\.memory)) }
  }
}
