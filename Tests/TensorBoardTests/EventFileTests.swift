import Files
import Foundation
import TensorBoard
import TestSupport
import Testing

@Suite struct EventFileTests {
  @Test func aRunThatGoesOnReplacesWhatCameAfterItsStart() throws {
    let folder = temporaryFolder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (steps, value) in [(1...6, 1.0), (4...5, 2.0)] {
      let file = try EventFile(folder: folder)
      try file.startSession(step: steps.lowerBound)
      for step in steps { try file.write([TaggedValue("loss", .scalar(value))], step: step) }
    }
    let read = try TensorBoardReader(folder)
    #expect(
      read.scalars["loss"]
        == [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)].map { .init(step: $0, value: $1) })
  }

  /// Runs of one process that begin within a second have files of their own.
  @Test func theNameOfAFile() throws {
    let folder = temporaryFolder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let start = Int(Date().timeIntervalSince1970)
    for _ in 0..<3 { _ = try EventFile(folder: "\(folder)/run") }
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/run").sorted()
    #expect(names.count == 3)
    for name in names {
      let match = try #require(
        name.wholeMatch(of: /events\.out\.tfevents\.(\d+)\..+\.(\d+)\.croton/))
      #expect(try #require(Int(match.1)) >= start)
      #expect(Int32(match.2) == getpid())
    }
  }

  @Test func aFolderThatCannotBeMade() throws {
    let path = temporaryFolder
    try Data().write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: FileError.self) { try EventFile(folder: "\(path)/run") }
    #expect(error?.description == "cannot create '\(path)/run': Not a directory")
  }

  private var temporaryFolder: String {
    FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-tests-\(UUID().uuidString)").path
  }
}
