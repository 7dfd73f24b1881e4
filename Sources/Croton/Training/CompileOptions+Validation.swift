extension CompileOptions {
  // Some times what a large machine has. OpenMP ends the process where it cannot have its threads.
  private static let mostThreads = 1024

  /// Checks the number of threads.
  ///
  /// - Throws: `ProgramError` for none, or more than any machine would run.
  public func validate() throws {
    guard let threads, !(1...Self.mostThreads).contains(threads) else { return }
    throw ProgramError.threads(threads, largest: Self.mostThreads)
  }
}
