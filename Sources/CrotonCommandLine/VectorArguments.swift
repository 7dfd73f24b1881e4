import ArgumentParser

/// The option that says which machine C is written for.
struct VectorArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The width of a vector register to write for: 16, 32 or 64. (default: this machine's)")
  var vectorBytes: Int?

  func validate() throws {
    if let vectorBytes, ![16, 32, 64].contains(vectorBytes) {
      throw ValidationError("\(CommandLineError.vectorBytes(vectorBytes))")
    }
  }
}
