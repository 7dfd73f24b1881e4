import Synchronization

/// A vector file in a run: its cases, the jobs that run them, and what they found.
final class FileRun: Sendable {
  // As many cases as make a C file that compiles in a few seconds.
  private static let batchSize = 24

  private let name: String
  private let cases: [VectorCase]
  private let refusal: FileReport.Refusal?
  /// What of the file no form knows.
  private let unknown: [FileReport.Remark]
  /// What is wrong with each case so far.
  private let differences: Mutex<[[String]]>

  init(_ name: String, in folder: String) {
    self.name = name
    var unknown: [FileReport.Remark] = []
    do {
      let file = try VectorFile(name, in: folder)
      let keys = try file.decode(as: FileKeys.self)
      if let form = VectorForm.form(named: name, keys) {
        let record = KeyRecord(remarks: form.remarks)
        cases = try form.cases(file.recorded(by: record)).map(\.checked)
        unknown = record.unknownKeys.map(FileReport.Remark.init)
        refusal = nil
      } else {
        cases = []
        refusal = .unknownForm(keys: keys.topLevel)
      }
    } catch {
      cases = []
      refusal = .malformed(
        error as? VectorFileError ?? .malformed(place: "", reason: "\(error)"))
    }
    self.unknown = unknown
    differences = Mutex(Array(repeating: [], count: cases.count))
  }

  /// Pieces of work that can be done side by side, in any order.
  func jobs(
    _ engines: [Engine], _ coverage: ConformanceRun.Coverage
  ) -> [@Sendable () -> Void] {
    var jobs: [@Sendable () -> Void] = []
    let checks = cases.indices.filter { if case .check = cases[$0].body { true } else { false } }
    if !checks.isEmpty { jobs.append { for position in checks { self.check(position) } } }
    for engine in engines {
      let coverage = engine.kind == .compiled ? coverage : .both
      for precision in Precision.allCases {
        jobs += batches(on: engine, precision, coverage).map { batch in
          {
            for (position, difference) in batch.differences() {
              self.record(difference, at: position, batch.engine, batch.precision)
            }
          }
        }
        for (position, vector) in cases.enumerated() {
          guard case .program(let program) = vector.body, program.tolerances[precision] != nil,
            coverage.contains(precision, at: position, where: { program.tolerances[$0] != nil })
          else { continue }
          jobs.append { self.run(program, at: position, on: engine, precision) }
        }
      }
    }
    return jobs
  }

  private func batches(
    on engine: Engine, _ precision: Precision, _ coverage: ConformanceRun.Coverage
  ) -> [GraphBatch] {
    let graphs = cases.enumerated().compactMap { position, vector in
      if case .graph(let graph) = vector.body, graph.tolerance(in: precision) != nil,
        coverage.contains(precision, at: position, where: { graph.tolerance(in: $0) != nil })
      {
        (position: position, graph: graph)
      } else {
        nil
      }
    }
    // Passes are switched for a whole function.
    return [true, false].flatMap { dependsOnPasses in
      let cases = graphs.filter { $0.graph.dependsOnPasses == dependsOnPasses }
      var engine = engine
      if engine.kind == .interpreted {
        engine.options.optimization = dependsOnPasses ? .full : .none
      }
      return stride(from: 0, to: cases.count, by: Self.batchSize).map { start in
        GraphBatch(
          cases: Array(cases[start..<min(start + Self.batchSize, cases.count)]),
          precision: precision, engine: engine)
      }
    }
  }

  private func check(_ position: Int) {
    guard case .check(let check) = cases[position].body else { return }
    do {
      if let difference = try check() { record(difference, at: position) }
    } catch {
      record("\(error)", at: position)
    }
  }

  private func run(
    _ program: any ProgramCase, at position: Int, on engine: Engine, _ precision: Precision
  ) {
    do {
      let differences =
        switch precision {
        case .float: try program.differences(in: Float.self, precision, on: engine)
        case .double: try program.differences(in: Double.self, precision, on: engine)
        }
      for difference in differences { record(difference, at: position, engine, precision) }
    } catch {
      record("\(error)", at: position, engine, precision)
    }
  }

  private func record(
    _ difference: String, at position: Int, _ engine: Engine, _ precision: Precision
  ) {
    record("\(engine.kind.rawValue), \(precision.rawValue): \(difference)", at: position)
  }

  private func record(_ difference: String, at position: Int) {
    differences.withLock { $0[position].append(difference) }
  }

  /// What the jobs that are done have found.
  var report: FileReport {
    if let refusal { return FileReport(name, refusal: refusal) }
    let differences = differences.withLock { $0 }
    var skips: [FileReport.Remark] = []
    var passed = 0
    var failures: [FileReport.Remark] = []
    for (vector, differences) in zip(cases, differences) {
      if case .skipped(let reason) = vector.body {
        skips.append(FileReport.Remark(name: vector.name, detail: reason))
      } else if case .malformed(let error) = vector.body {
        failures.append(FileReport.Remark(name: vector.name, detail: "malformed: \(error)"))
      } else if differences.isEmpty {
        passed += 1
      } else {
        // Jobs end in any order.
        let detail = differences.sorted().joined(separator: "; ")
        failures.append(FileReport.Remark(name: vector.name, detail: detail))
      }
    }
    return FileReport(
      name, passed: passed, failures: failures, skips: skips + unknown)
  }
}

extension ConformanceRun.Coverage {
  /// Whether the case at a position of a file runs in a precision.
  ///
  /// - Parameter allows: whether the case allows a precision.
  fileprivate func contains(
    _ precision: Precision, at position: Int, where allows: (Precision) -> Bool
  ) -> Bool {
    switch self {
    case .both: true
    case .inTurn:
      !Precision.allCases.allSatisfy(allows)
        || precision == Precision.allCases[position % Precision.allCases.count]
    }
  }
}

extension FileReport.Remark {
  /// What of a file nothing was made of.
  fileprivate init(_ key: KeyRecord.UnknownKey) {
    let isSection = !key.place.contains { ".[".contains($0) }
    name = key.place
    detail =
      "this \(isSection ? "section" : "key") is not known"
      + (key.others == 0
        ? "" : ", here and in \(key.others) other place\(key.others == 1 ? "" : "s")")
  }
}
