import Foundation
import Frontend
import Testing
import Training

/// Expects that the processes of each run have the shared values and the outputs of one process.
func expectSameBits(
  _ program: ModelProgram, _ function: FunctionDefinition, _ steps: Ranks.Steps,
  _ runs: [(count: Int, library: String, bucketBytes: Int?)]
) throws {
  for (count, library, bucketBytes) in runs {
    let folder = NSTemporaryDirectory() + "croton-ranks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var ranks = Ranks(folder: folder, program: program, function: function, count: count)
    if let bucketBytes { ranks.bucketBytes = bucketBytes }
    for rank in try ranks.run(steps, library: library) {
      #expect(rank.after == steps.after.flatMap { $0 }, "\(count) ranks, \(library)")
      #expect(rank.outputs == steps.outputs, "\(count) ranks, \(library)")
    }
  }
}
