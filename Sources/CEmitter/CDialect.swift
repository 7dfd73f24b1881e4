import GraphIR
import Schedule

/// The C that kernels are written in. No result depends on it.
package enum CDialect: Sendable, Hashable {
  /// C with the vector extensions that GCC and Clang share, and OpenMP's directives.
  case vectorExtensions
  /// C99 and nothing else, for one thread: a vector is an array of numbers.
  case portable

  /// The lanes of a part of a vector: what one operation of the language works on.
  func partLanes(of elementType: ElementType, on target: Target) -> Int {
    switch self {
    case .vectorExtensions: target.partLanes(of: elementType)
    case .portable: 1
    }
  }

  /// The text of a function without what the dialect has no words for: how loops are unrolled, and
  /// how threads share them.
  func text(_ text: String) -> String {
    guard self == .portable else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.filter { line in
      let words = line.drop { $0 == " " }
      return !words.hasPrefix("#pragma omp ") && words != "CROTON_UNROLL"
        && words != "CROTON_ROLLED"
    }.joined(separator: "\n")
  }
}
