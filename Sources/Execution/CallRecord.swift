import GraphIR
import Storage

/// What a call read and what it computed, while nobody else may touch either.
///
/// It is for the closure that it is given to, and not to be kept longer.
package struct CallRecord {
  /// The elements of each argument.
  package let inputs: [ArgumentElements]
  /// The elements of each output.
  package let outputs: [ResultElements]
  /// The shared values that the call has written, as they were before.
  let saved: [Int: [UInt8]]
  let storages: [TensorStorage]
  let memory: [UnsafeMutableRawPointer]

  /// Some bytes of a shared value, as they were when the call began.
  package func sharedBefore(_ number: Int, _ range: Range<Int>) -> [UInt8] {
    saved[number].map { Array($0[range]) } ?? sharedAfter(number, range)
  }

  /// Some bytes of a shared value, as the call left them.
  package func sharedAfter(_ number: Int, _ range: Range<Int>) -> [UInt8] {
    // The memory belongs to a storage whose lock is held, and which has as many bytes as its type.
    precondition(range.upperBound <= storages[number].type.byteCount)
    return Array(UnsafeRawBufferPointer(start: memory[number], count: range.upperBound)[range])
  }

  /// Puts back what the call has written.
  func restore() {
    for (number, bytes) in saved {
      // As many bytes as were copied from there.
      bytes.withUnsafeBytes { source in
        if let start = source.baseAddress {
          memory[number].copyMemory(from: start, byteCount: source.count)
        }
      }
    }
  }
}
