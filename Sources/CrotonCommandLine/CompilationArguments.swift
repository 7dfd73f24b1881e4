import ArgumentParser
import Croton

/// The options that say how functions are compiled, and on how many threads they run.
///
/// A number is whatever follows its option, even behind a minus sign: what is wrong with -1 as a
/// number of threads is better said by whoever knows what threads are.
package struct CompilationArguments: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "The number of threads. (default: as many as the machine has)")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Which passes run: none (one kernel for each operation), canonical (all that fuse nothing) "
        + "or full.",
      valueName: "passes"))
  var optimize = "full"

  @Option(
    help: ArgumentHelp(
      "A pass to leave out, or several with commas; the option may be repeated.",
      discussion:
        "The passes, in their order: \(Optimization.full.passNames.joined(separator: ", ")).",
      valueName: "pass"))
  var exclude: [String] = []

  @Flag(help: "Round every product and every sum by itself, and keep ties as they are written.")
  var exact = false

  @Option(
    help: ArgumentHelp(
      "What computes matrix products with long sums: none (Croton itself, in the same order on every "
        + "processor) or openblas.",
      valueName: "library"))
  var blas = BLAS.none

  @Option(
    help: ArgumentHelp(
      "What the factors of matrix products are rounded to: single (not at all) or bf16 (bfloat16; sums "
        + "stay in single precision).",
      valueName: "precision"))
  var precision = Precision.single

  @Flag(
    help: ArgumentHelp(
      "End with an error where a kernel reads or writes outside of its buffers.",
      discussion: "Each buffer then has pages of its own, and a call takes far longer."))
  var checkBounds = false

  package init() {}

  package func validate() throws {
    try checkUsage { try options.validate() }
  }

  /// The names of the passes that are left out.
  private var excluded: [String] {
    exclude.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  /// Checks that what tuning finds is not left out.
  package func checkUsesTuning() throws {
    guard !excluded.contains("use-tuning") else { throw CommandLineError.tuneWithoutTuning }
  }

  /// - Throws: `OptimizationError` for a name that no pass and no level has.
  package var options: CompileOptions {
    get throws {
      var options = CompileOptions(
        optimization: try Optimization(named: optimize).excluding(excluded), threads: threads,
        isExact: exact, blas: blas, precision: precision)
      options.checksBounds = checkBounds
      return options
    }
  }
}

extension BLAS: ExpressibleByArgument {}

extension Precision: ExpressibleByArgument {}
