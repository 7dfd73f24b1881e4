import ArgumentParser
import CompilerFuzzing
import Foundation

/// Compares compiled random programs with the interpreter, until something is wrong.
@main struct CompilerFuzzer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compiler-fuzzer",
    abstract: "Compile random programs, and compare their results with the interpreter's.")

  @Option(help: "The seed of the first program; the others follow. A random one, unless given.")
  var seed: UInt64 = .random(in: 0...UInt64(UInt32.max))
  @Option(help: "The number of programs.") var count = 1_000
  @Option(help: "The time to stop after, in seconds, if the programs take longer.")
  var seconds: Double?
  @Option(help: "The C compilers, separated by commas, which take turns. (default: gcc,clang)")
  var compilers: String?
  @Option(help: "Run each program as a process under a sanitizer: address, memory or thread.")
  var sanitize: Sanitizer?
  @Flag(help: "Print a program as it failed, without looking for a smaller one.")
  var asFound = false
  @Flag(help: "Print how many programs have each operation.") var statistics = false

  func run() throws {
    print("seed \(seed)")
    let clock = ContinuousClock()
    let start = clock.now
    var run = FuzzingRun(
      seed: seed,
      compilers: compilers?.split(separator: ",").map(String.init) ?? sanitize?.compilers
        ?? ["gcc", "clang"],
      sanitizer: sanitize, minimizes: !asFound)
    defer {
      print(
        "\(run.programCount) programs, \(run.derivativeCount) with gradients, in "
          + "\((clock.now - start).components.seconds) s")
      if statistics {
        for (name, count) in run.operations.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) })
        {
          print("\(count) \(name)")
        }
      }
    }
    while run.programCount < count {
      if let seconds, clock.now - start >= .seconds(seconds) { break }
      do {
        let checked = run.programCount
        try run.checkBatch(upTo: count - checked) { seeds, compiler in
          print("\(checked): seeds \(seeds.lowerBound) to \(seeds.upperBound), \(compiler)")
          // A program that ends the process, as `--check-bounds` does, would take the line with it.
          fflush(nil)
        }
      } catch let failure as FuzzingRun.Failure {
        print(failure)
        throw ExitCode.failure
      }
    }
  }
}

extension Sanitizer: ExpressibleByArgument {}
