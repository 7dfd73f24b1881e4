import Conformance
import Foundation
import TestSupport
import Testing

/// All conformance vectors of the repository, compiled in one precision each, in a soak in both.
@Suite(.timeLimit(.minutes(20)))
struct SharedVectorsTests {
  /// The tutorial's network, which the interpreter takes minutes for.
  private static let large = "lenet_step_tutorial.json"

  private static let coverage: ConformanceRun.Coverage = Soak.isOn ? .both : .inTurn

  /// The texts of the files, by their names.
  private func vectors(_ isIncluded: (String) -> Bool) throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: Vectors.folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.filter { $0.hasSuffix(".json") && isIncluded($0) }.map { name in
        (name, try String(contentsOf: Vectors.folder.appending(path: name), encoding: .utf8))
      })
  }

  private func check(_ report: ConformanceReport) {
    for file in report.files {
      #expect(file.failures.isEmpty, "\(file)")
      #expect(file.skips.isEmpty, "\(file)")
      #expect(file.refusal == nil, "\(file)")
      #expect(file.passed > 0, "\(file)")
    }
  }

  @Test func everyFilePassesCompiledAndInterpreted() throws {
    let files = try vectors { $0 != Self.large }
    try withVectorFolder(files) { folder in
      let report = try ConformanceRun(
        folder: folder, coverage: Self.coverage, cacheDirectory: TestCache.directory
      ).run()
      #expect(report.files.count == files.count)
      check(report)
    }
  }

  @Test func theTutorialsNetworkPassesCompiled() throws {
    try withVectorFolder(try vectors { $0 == Self.large }) { folder in
      let run = ConformanceRun(
        folder: folder, engines: [.compiled], coverage: Self.coverage,
        cacheDirectory: TestCache.directory)
      check(try run.run())
    }
  }
}
