import Diagnostics
import Foundation
import GraphIR

/// The memory of a shared value: what Swift reads and sets, and compiled code reads and updates.
///
/// The memory starts at a multiple of 64 bytes, as vector instructions like it.
package final class TensorStorage: @unchecked Sendable {
  // Sound although unchecked: the pointer itself never changes, and what it points to is touched
  // only while the lock is held.

  /// The alignment of all memory that compiled code sees, in bytes.
  package static let alignment = 64

  package let type: TensorType
  private let memory: UnsafeMutableRawPointer
  private let lock = NSLock()

  /// Memory for a tensor of the given type, filled with zeros.
  ///
  /// - Throws: `MemoryError` where the system has no memory for it.
  package init(type: TensorType) throws(MemoryError) {
    self.type = type
    memory = try AlignedMemory.allocate(for: type)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: max(type.byteCount, 1))
  }

  /// The memory of no elements.
  package static let empty = TensorStorage()

  private init() {
    type = TensorType(.uint8, [0])
    memory = .allocate(byteCount: 1, alignment: Self.alignment)
  }

  deinit { free(memory) }

  /// Copies the elements out.
  ///
  /// - Precondition: `Scalar` is what the storage's element type says.
  package func read<Scalar: BitwiseCopyable>(as scalar: Scalar.Type) -> [Scalar] {
    precondition(MemoryLayout<Scalar>.stride == type.elementType.byteCount)
    lock.lock()
    defer { lock.unlock() }
    let count = type.shape.elementCount
    return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      // The storage holds exactly `count` elements of this size, and the array's buffer as many.
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(start: memory, count: type.byteCount))
      initialized = count
    }
  }

  /// Copies the elements out as bytes, in the byte order of this machine.
  package func readBytes() -> [UInt8] {
    lock.lock()
    defer { lock.unlock() }
    return Array(UnsafeRawBufferPointer(start: memory, count: type.byteCount))
  }

  /// Copies the elements in, as such or as their bytes.
  ///
  /// - Precondition: they have as many bytes as the type says.
  package func write<Scalar: BitwiseCopyable>(_ scalars: [Scalar]) {
    precondition(scalars.count * MemoryLayout<Scalar>.stride == type.byteCount)
    lock.lock()
    defer { lock.unlock() }
    scalars.withUnsafeBytes {
      memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
    }
  }

  /// Calls the body while no one else reads or writes any of the storages.
  ///
  /// Locks are taken in the order of the memory's addresses, so that two calls cannot wait for
  /// each other. The pointers are valid until the body returns.
  package static func withExclusiveAccess<Result>(
    to storages: [TensorStorage], _ body: ([UnsafeMutableRawPointer]) throws -> Result
  ) rethrows -> Result {
    let ordered = storages.sorted { $0.memory < $1.memory }
    for storage in ordered { storage.lock.lock() }
    defer { for storage in ordered.reversed() { storage.lock.unlock() } }
    return try body(storages.map(\.memory))
  }
}
