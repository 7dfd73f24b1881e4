/// Memory that the system does not give.
public struct MemoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What memory is asked for.
  public enum Use: Hashable, Sendable {
    /// What a function computes on its way to its outputs.
    case intermediateResults(function: String)
    /// An array of a shape, which is written out.
    case array(shape: String)
    /// This many random numbers.
    case randomNumbers(Int)
    /// This many examples of a data set.
    case examples(Int)
    /// What a layer learns, and what it is drawn in.
    case parameters(layer: String)
  }

  /// What the memory is for.
  public let use: Use
  /// The number of bytes, or the largest number where there are more.
  public let byteCount: Int

  package init(_ use: Use, byteCount: Int) {
    self.use = use
    self.byteCount = byteCount
  }

  /// What needs how many bytes.
  public var description: String {
    let refusal = "\(byteCount) bytes, and the system does not give them"
    return switch use {
    case .intermediateResults(let function):
      "\(function): its intermediate results need \(refusal); use a smaller batch"
    case .array(let shape):
      "an array of shape \(shape) needs \(refusal)"
    case .randomNumbers(let count):
      "\(count) random numbers need \(refusal)"
    case .examples(let count):
      "\(count) examples need \(refusal)"
    case .parameters(let layer):
      "the parameters of '\(layer)' need \(refusal)"
    }
  }

  /// The same as a mistake of a line.
  package func error(at location: SourceLocation) -> ModelError {
    ModelError([Diagnostic(location: location, message: description)])
  }

  /// Asks the system for memory and gives it back, before an array of that size is made: an array
  /// traps where there is no memory for it.
  ///
  /// - Throws: an error of this use where the system refuses.
  package static func check(_ byteCount: Int, for use: Use) throws(MemoryError) {
    // A few megabytes more or less are not what a refusal is about, and asking costs time.
    guard byteCount > 1 << 24 else { return }
    guard canAllocate(byteCount: byteCount) else { throw MemoryError(use, byteCount: byteCount) }
  }
}
