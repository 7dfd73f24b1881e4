import Diagnostics
import Foundation
import GraphIR

/// Memory that starts where vectors may start.
enum AlignedMemory {
  /// Memory for the elements of a tensor, for at least one byte, which `free` gives back.
  ///
  /// Swift's own allocation would trap where there is none, and how much it is the user chooses.
  static func allocate(for type: TensorType) throws(MemoryError) -> UnsafeMutableRawPointer {
    var memory: UnsafeMutableRawPointer?
    let result = posix_memalign(&memory, TensorStorage.alignment, max(type.byteCount, 1))
    guard result == 0, let memory else {
      throw MemoryError(.array(shape: "\(type.shape)"), byteCount: type.byteCount)
    }
    return memory
  }
}
