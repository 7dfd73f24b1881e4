import CEmitter
import GraphPasses
import Schedule
import TestSupport
import Toolchain

/// One of the many ways of compiling a program.
package struct FuzzConfiguration: Sendable, CustomStringConvertible {
  package let optimization: Optimization
  package private(set) var target: Target
  let checksNumerics: Bool
  /// The number of threads of a call.
  let threads: Int
  /// The level of the C compiler's optimisation.
  let level: Int
  /// Which algorithms are taken where there are several. The cost model takes few of them for
  /// graphs as small.
  package enum Algorithms: Sendable {
    case cheapest
    case random(seed: UInt64)
    /// Those of a name, as `croton explain` calls them.
    case named(String)
  }

  package var algorithms = Algorithms.cheapest
  /// Whether C is emitted from the text of the schedule.
  let goesThroughText: Bool
  /// The C that is emitted. The portable one is for one thread.
  let dialect: CDialect

  package init(using random: inout SeededGenerator) throws {
    let names = Optimization.full.passNames
    optimization =
      switch Int.random(in: 0..<10, using: &random) {
      case 0: .none
      case 1: .canonical
      case 2..<6: .full
      default: try .full.excluding(Self.some(of: names, using: &random))
      }
    dialect = Int.random(in: 0..<6, using: &random) == 0 ? .portable : .vectorExtensions
    let parts: Int? =
      dialect == .portable
      ? 1 : Bool.random(using: &random) ? nil : .random(in: 1...4, using: &random)
    var target = Target(
      registerBytes: dialect == .portable
        ? 16 : [16, 32, 64].randomElement(using: &random) ?? 64, threads: parts,
      isExact: Int.random(in: 0..<5, using: &random) == 0,
      savesMemory: Int.random(in: 0..<6, using: &random) == 0,
      // Small as the programs are, their work is shared out to threads.
      threadedWork: 0)
    target.checksBounds = Int.random(in: 0..<4, using: &random) == 0
    // Blocks for caches that small programs fill.
    if Bool.random(using: &random) {
      target.l2Bytes = 1 << Int.random(in: 12...16, using: &random)
      target.lastLevelBytes = target.l2Bytes << Int.random(in: 1...4, using: &random)
    }
    self.target = target
    checksNumerics = Int.random(in: 0..<8, using: &random) == 0
    threads = parts ?? .random(in: 1...4, using: &random)
    // With vectors of 64 bytes, GCC 12 at -O3 may read past the end of an array of the portable
    // dialect: it peels one iteration from a loop of strided loads, which may be too few.
    level = .random(in: 1...(dialect == .portable ? 2 : 3), using: &random)
    goesThroughText = Int.random(in: 0..<4, using: &random) == 0
    if Bool.random(using: &random) { algorithms = .random(seed: random.next()) }
  }

  /// A plain one: 64-byte registers, two threads and `-O3`, for which compilers warn of most; or 16
  /// bytes, one thread and `-O2` in the portable dialect.
  package init(
    _ optimization: Optimization, checksNumerics: Bool = false, savesMemory: Bool = false,
    dialect: CDialect = .vectorExtensions, level: Int? = nil
  ) {
    self.optimization = optimization
    self.checksNumerics = checksNumerics
    self.dialect = dialect
    threads = dialect == .portable ? 1 : 2
    target = Target(
      registerBytes: dialect == .portable ? 16 : 64, threads: threads, savesMemory: savesMemory,
      threadedWork: 0)
    self.level = level ?? (dialect == .portable ? 2 : 3)
    goesThroughText = true
  }

  /// The same with a place for each buffer of its own.
  var checkingBounds: FuzzConfiguration {
    var result = self
    result.target.checksBounds = true
    return result
  }

  /// A subset of names, of any size.
  private static func some(of names: [String], using random: inout SeededGenerator) -> [String] {
    let share = Double.random(in: 0...1, using: &random)
    return names.filter { _ in Double.random(in: 0..<1, using: &random) < share }
  }

  package var description: String {
    let all = Optimization.full.passNames
    let excluded = all.filter { !optimization.passNames.contains($0) }
    return "registers of \(target.registerBytes) bytes, L2 cache of \(target.l2Bytes) bytes, "
      + "\(threads) threads (planned for \(target.threads.map(String.init) ?? "any")), -O\(level)"
      + (dialect == .portable ? ", portable" : "") + (target.isExact ? ", exact" : "")
      + (target.savesMemory ? ", saving memory" : "")
      + (target.checksBounds ? ", checking bounds" : "")
      + (checksNumerics ? ", checking numbers" : "")
      + algorithms.description
      + (excluded.isEmpty ? "" : ", without \(excluded.joined(separator: " "))")
  }
}

extension CDialect {
  /// What a compiler of a library has to be told besides.
  var flags: [CompilerFlag] {
    switch self {
    case .vectorExtensions: []
    case .portable:
      [CompilerFlag("-DCROTON_EXPORT=", reason: "C99 has no word for what a library exports")]
    }
  }
}

extension FuzzConfiguration.Algorithms {
  fileprivate var description: String {
    switch self {
    case .cheapest: ""
    case .random: ", random algorithms"
    case .named(let name): ", \(name)"
    }
  }
}
