import Foundation
import GraphIR
import GraphPasses
import Lowering
import Schedule

extension GeneratedFunction {
  /// The passes over graphs and the steps of lowering, in their order, each once.
  public static let passNames: [String] =
    (Pipeline.passes.map(\.name) + PlanStep.all.map(\.name) + SchedulePass.all.map(\.name))
    .reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }

  /// Checks that there is a pass, or a step of lowering, of the given name.
  ///
  /// - Throws: `OptimizationError`, or `ExplanationError` for a part of a pass.
  package static func checkPass(named name: String) throws {
    if let pass = LoweringPass(rawValue: name).flatMap(PlanStep.step(deciding:)) {
      throw ExplanationError.partOfPass(name, pass: pass.name)
    }
    guard passNames.contains(name) else {
      throw OptimizationError.unknownPass(name, known: passNames)
    }
  }

  /// What a pass over the graph, or a step of lowering, changed: a `diff -u` of the text before and
  /// after each run, with its time. Nodes that stay keep their numbers.
  ///
  ///     print(try train.generated.explanation(ofPass: "fuse-conv-pool"))
  ///
  /// - Throws: `OptimizationError` for a name that no pass has.
  public func explanation(ofPass name: String) throws -> String {
    try Self.checkPass(named: name)
    // The passes run again: the graphs between them are not kept.
    var runs: [PassRun] = []
    _ = try options.pipeline.optimize(graph) { report in
      if report.pass == name { runs.append(PassRun(report)) }
    }
    _ = try Self.plan(optimizedGraph, options: options) { report in
      if report.step == name { runs.append(PassRun(report)) }
    }
    _ = try Lowering.schedule(plan) { report in
      if report.step == name { runs.append(PassRun(report)) }
    }
    guard !runs.isEmpty else { return "\(name) does not run with these options\n" }
    return runs.enumerated().map { number, run in
      let which = runs.count == 1 ? "" : ", run \(number + 1) of \(runs.count)"
      let time = String(format: "%.3f ms", run.seconds * 1000)
      let difference = UnifiedDiff(from: run.before, to: run.after)
      return difference.isEmpty
        ? "\(name)\(which): \(time), no change\n" : "\(name)\(which): \(time)\n\(difference.text)"
    }.joined()
  }
}

/// One run of a pass: the text of what it read and of what it made.
private struct PassRun {
  let before: String
  let after: String
  let seconds: Double

  init(_ report: PassReport) {
    before = GraphPrinter(report.before).text
    let numbers = report.after.numbers(keepingThoseOf: report.before)
    after = GraphPrinter(report.after, numbers: numbers).text
    seconds = report.seconds
  }

  init(_ report: StepReport<Plan>) {
    before = PlanPrinter(report.before).text
    after = PlanPrinter(report.after).text
    seconds = report.seconds
  }

  init(_ report: StepReport<Schedule>) {
    before = SchedulePrinter(report.before).text
    after = SchedulePrinter(report.after).text
    seconds = report.seconds
  }
}
