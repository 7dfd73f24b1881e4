import GraphIR
import TestSupport

/// Programs of one seed after another, checked in batches.
package struct FuzzingRun {
  /// A program in which something is wrong, as small as it still is.
  package struct Failure: Error, CustomStringConvertible {
    package let seed: UInt64
    package let finding: Finding
    /// The program, and how it was compiled, if it was.
    var compilation = ""

    package var description: String {
      "seed \(seed), \(finding.check.rawValue): \(finding.text)\n\(compilation)"
    }
  }

  /// How many programs were tried.
  package private(set) var programCount = 0
  /// How many of them have gradients.
  package private(set) var derivativeCount = 0
  /// How many compute something of each name.
  package private(set) var operations: [String: Int] = [:]

  private let compilers: [String]
  private let sanitizer: Sanitizer?
  private let minimizes: Bool
  private var nextCompiler = 0
  private var seed: UInt64

  private static let batch = 24

  /// - Parameters:
  ///   - seed: that of the first program; the others follow.
  ///   - compilers: take turns.
  ///   - sanitizer: what watches over the programs, each of which is then a process.
  ///   - minimizes: whether a smaller program is looked for that fails in the same way.
  package init(
    seed: UInt64, compilers: [String], sanitizer: Sanitizer? = nil, minimizes: Bool = true
  ) {
    self.minimizes = minimizes
    self.sanitizer = sanitizer
    self.seed = seed
    self.compilers = compilers
  }

  /// Checks the next batch of programs.
  ///
  /// - Parameters:
  ///   - count: the most programs.
  ///   - willCheck: is told of the seeds, and of the compiler, before the programs run: one that
  ///     ends the process has no other way of saying which it was.
  /// - Throws: `Failure` for the first in which something is wrong.
  package mutating func checkBatch(
    upTo count: Int = batch,
    willCheck: (_ seeds: ClosedRange<UInt64>, _ compiler: String) -> Void = { _, _ in }
  ) throws {
    let compiler = compilers[nextCompiler % compilers.count]
    nextCompiler += 1
    // A folder of the cache for each batch, which goes with it.
    let checker: any ProgramFindings =
      try sanitizer.map { SanitizedChecker($0, compiler: compiler) }
      ?? ProgramChecker(compiler: compiler)
    var batch: [(program: FuzzedProgram, configuration: FuzzConfiguration)] = []
    var seeds: [UInt64] = []
    while batch.count < min(count, Self.batch) {
      defer { seed &+= 1 }
      var random = SeededGenerator(seed: ~seed)
      let configuration = try FuzzConfiguration(using: &random)
      let program: FuzzedProgram
      do {
        guard let made = try FuzzedProgram.random(seed: seed) else { continue }
        program = made.program
        if let derivative = made.derivative {
          derivativeCount += 1
          try checkGradients(derivative, of: program)
        }
      } catch let finding as Finding {
        throw Failure(seed: seed, finding: finding)
      }
      for name in Set(program.graph.nodes.map(\.operation.name)).sorted() {
        operations[name, default: 0] += 1
      }
      batch.append((program, configuration))
      seeds.append(seed)
    }
    if let first = seeds.first, let last = seeds.last { willCheck(first...last, compiler) }
    for (index, finding) in checker.findings(batch).enumerated() {
      programCount += 1
      if let finding {
        throw try failure(batch[index], seeds[index], finding, checker, compiler)
      }
    }
  }

  private func checkGradients(_ derivative: Derivative, of program: FuzzedProgram) throws {
    do {
      try program.checkGradients(derivative, seed: seed)
    } catch let finding as Finding {
      let smallest =
        minimizes ? program.smallestWithWrongGradient(of: derivative.cost, seed: seed) : nil
      throw Failure(
        seed: seed, finding: smallest?.finding ?? finding,
        compilation: "\((smallest?.program ?? program).graph)")
    }
  }

  private func failure(
    _ pair: (program: FuzzedProgram, configuration: FuzzConfiguration), _ seed: UInt64,
    _ finding: Finding, _ checker: any ProgramFindings, _ compiler: String
  ) throws -> Failure {
    let smallest = pair.program.smallest(attempts: minimizes ? 400 : 0) { candidate in
      checker.findings([(candidate, pair.configuration)])[0]?.check == finding.check
    }
    let last = checker.findings([(smallest, pair.configuration)])[0] ?? finding
    return Failure(
      seed: seed, finding: last,
      compilation: "\(pair.configuration), \(compiler)\n\(smallest.graph)")
  }
}
