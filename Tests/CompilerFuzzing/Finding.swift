/// Something that a program has shown to be wrong.
package struct Finding: Error, Sendable {
  /// What found it.
  package enum Check: String, Sendable {
    /// Gradients beside finite differences.
    case gradient
    /// The interpreter's values of the optimised graph beside those of the graph.
    case passes
    /// Verifiers, the emitter, and the C compiler with warnings as errors.
    case compilation
    /// The results of the compiled function.
    case results
    /// The results of a second call.
    case secondCall = "second call"
    /// A sanitizer, while the function runs.
    case sanitizer
  }

  package let check: Check
  package let text: String
}

extension Finding {
  /// An error of the stages that make C of a program is a finding too.
  init(_ error: any Error) {
    self = error as? Finding ?? Finding(check: .compilation, text: "\(error)")
  }
}
