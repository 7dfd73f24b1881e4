/// What can be wrong with the options of the compiler: the words that a user reads.
public enum CompileOptionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A number of threads below 1 or too large.
  case threads(Int, largest: Int)
  /// A width of vectors that no processor has.
  case vectorBytes(Int, possible: [Int])
  /// A number of calls below 1.
  case kernelCheckInterval(Int)
  /// Exact arithmetic by a library that fuses products and sums.
  case exactBLAS
  /// Exact arithmetic with factors that are rounded.
  case exactBFloat16
  /// Factors that are rounded, by a library that rounds none.
  case bfloat16BLAS

  /// What is not possible, and what is.
  public var description: String {
    switch self {
    case .threads(let count, let largest):
      "\(count) threads are not possible; expected 1 to \(largest)"
    case .vectorBytes(let bytes, let possible):
      "vectors of \(bytes) bytes are not possible; expected "
        + "\(possible.map(String.init).joined(separator: ", "))"
    case .kernelCheckInterval(let interval):
      "every \(interval)th call cannot be checked; expected an interval of at least 1"
    case .exactBLAS:
      "OpenBLAS does not round every product and sum by itself; expected exact arithmetic or OpenBLAS"
    case .exactBFloat16:
      "exact arithmetic rounds no factors to bfloat16; expected exact arithmetic or the precision bf16"
    case .bfloat16BLAS:
      "OpenBLAS rounds no factors to bfloat16; expected OpenBLAS or the precision bf16"
    }
  }
}
