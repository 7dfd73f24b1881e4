import Compiler
import Foundation
import Synchronization
import Toolchain

/// Runs the conformance vectors of a folder.
///
///     let report = try ConformanceRun(folder: "vectors").run { print($0) }
///
/// Every file is recognised by its content. Its cases go through compiled C and through the
/// interpreter, in Float and in Double where the file's tolerance allows Float, in exact mode:
/// every product and sum is rounded by itself, so that ties stay ties.
package struct ConformanceRun: Sendable {
  /// A way in which functions are run.
  package enum EngineKind: String, Sendable, CaseIterable {
    case compiled, interpreted
  }

  /// The precisions in which a case is run that allows both.
  package enum Coverage: Sendable {
    case both
    /// Float for every other case of a file and Double for the rest, in half the time.
    case inTurn
  }

  private let folder: String
  private let engines: [Engine]
  private let coverage: Coverage

  /// - Parameters:
  ///   - folder: a folder of JSON files.
  ///   - engines: the ways in which functions are run.
  ///   - coverage: the precisions in which cases are compiled. They are interpreted in both.
  ///   - cacheDirectory: where compiled functions are kept, or `nil` for the user's cache.
  package init(
    folder: String, engines: [EngineKind] = EngineKind.allCases, coverage: Coverage = .both,
    cacheDirectory: String? = nil
  ) {
    self.folder = folder
    self.coverage = coverage
    // One thread for each: the batches run side by side.
    let options = CompileOptions(threads: 1, isExact: true, cacheDirectory: cacheDirectory)
    self.engines = engines.map { Engine(kind: $0, options: options) }
  }

  /// Runs all files.
  ///
  /// - Parameter progress: is told of each file as soon as it and all before it are done.
  /// - Throws: `VectorFileError` when the folder cannot be listed or has no JSON file.
  package func run(
    progress: @escaping @Sendable (FileReport) -> Void = { _ in }
  ) throws -> ConformanceReport {
    let names = try VectorFile.names(in: folder)
    guard !names.isEmpty else { throw VectorFileError.noVectorFiles(folder: folder) }
    let files = names.map { FileRun($0, in: folder) }
    let jobs = files.enumerated().flatMap { number, file in
      file.jobs(engines, coverage).map { (file: number, work: $0) }
    }
    var open = files.map { _ in 0 }
    for job in jobs { open[job.file] += 1 }
    let unfinished = Mutex((jobs: open, told: 0))
    @Sendable func tell(done file: Int?) {
      unfinished.withLock { unfinished in
        if let file { unfinished.jobs[file] -= 1 }
        while unfinished.told < files.count, unfinished.jobs[unfinished.told] == 0 {
          progress(files[unfinished.told].report)
          unfinished.told += 1
        }
      }
    }
    tell(done: nil)
    SystemThreads.forEach(jobs.count) { number in
      jobs[number].work()
      tell(done: jobs[number].file)
    }
    return ConformanceReport(files: files.map(\.report))
  }
}
