import GraphIR

/// The elements of an argument, in row-major order, in the array that the caller has them in.
///
/// A call reads them there: nothing is copied. The array stays as it is meanwhile, since whoever
/// else has it gets a copy on writing to it.
public struct ArgumentElements: Sendable {
  private let array: any ContiguousElements

  /// The elements in the given array, which is not copied.
  public init<Scalar: BitwiseCopyable & Sendable>(_ scalars: [Scalar]) {
    array = ElementArray(scalars: scalars)
  }

  /// Whether they can be read as a tensor of the type: as many bytes, which start where an element
  /// may start.
  package func fit(_ type: TensorType) -> Bool {
    array.byteCount == type.byteCount && array.alignment >= type.elementType.byteCount
  }

  /// A copy of the elements, as bytes.
  package var bytes: [UInt8] { array.withUnsafeBytes(Array.init) }

  /// Calls the body with where the elements of each argument start.
  ///
  /// The pointers are valid until the body returns. They lead to memory that others may read at the
  /// same time, and two of them may be the same: nobody may write to it.
  package static func withPointers<Result>(
    to arguments: [ArgumentElements], _ body: ([UnsafeRawPointer?]) throws -> Result
  ) rethrows -> Result {
    try withPointers(to: arguments[...], after: [], body)
  }

  private static func withPointers<Result>(
    to arguments: ArraySlice<ArgumentElements>, after pointers: [UnsafeRawPointer?],
    _ body: ([UnsafeRawPointer?]) throws -> Result
  ) rethrows -> Result {
    guard let first = arguments.first else { return try body(pointers) }
    // The body runs inside of the closures of all arguments, so that no pointer outlives its own.
    return try first.array.withUnsafeBytes { elements in
      try withPointers(to: arguments.dropFirst(), after: pointers + [elements.baseAddress], body)
    }
  }
}

/// An array, whatever its elements are.
private protocol ContiguousElements: Sendable {
  var byteCount: Int { get }
  /// The alignment that the first element has at least, in bytes.
  var alignment: Int { get }
  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result
}

private struct ElementArray<Scalar: BitwiseCopyable & Sendable>: ContiguousElements {
  let scalars: [Scalar]

  var byteCount: Int { scalars.count * MemoryLayout<Scalar>.stride }
  var alignment: Int { MemoryLayout<Scalar>.alignment }

  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try scalars.withUnsafeBytes(body)
  }
}
