import Diagnostics

extension CompileOptions {
  // Some times what a large machine has. OpenMP ends the process where it cannot have its threads.
  private static let mostThreads = 1024

  private static let vectorWidths = [16, 32, 64]

  /// Checks the numbers among the options.
  ///
  /// - Throws: `CompileOptionError` for no threads, or more than any machine would run, for a width
  ///   that no vector has, for an interval that says nothing, and for bfloat16 together with exact
  ///   arithmetic or OpenBLAS.
  public func validate() throws {
    if let threads, !(1...Self.mostThreads).contains(threads) {
      throw CompileOptionError.threads(threads, largest: Self.mostThreads)
    }
    if let vectorBytes, !Self.vectorWidths.contains(vectorBytes) {
      throw CompileOptionError.vectorBytes(vectorBytes, possible: Self.vectorWidths)
    }
    if isExact, blas == .openBLAS { throw CompileOptionError.exactBLAS }
    if isExact, precision == .bf16 { throw CompileOptionError.exactBFloat16 }
    if blas == .openBLAS, precision == .bf16 { throw CompileOptionError.bfloat16BLAS }
    if let kernelCheckInterval, kernelCheckInterval < 1 {
      throw CompileOptionError.kernelCheckInterval(kernelCheckInterval)
    }
  }

  /// Checks the numbers among the options for the line that compiles a function.
  ///
  /// - Throws: `ModelError`.
  func validate(at location: SourceLocation) throws {
    do {
      try validate()
    } catch let error as CompileOptionError {
      throw ModelError([Diagnostic(location: location, message: "\(error)")])
    }
  }
}
