import FileFuzzing
import Foundation
import TestSupport
import Testing

/// Readers of files read hostile ones, or refuse them in words, and nothing else.
struct FileFuzzingTests {
  @Test(arguments: FuzzedReader.all.map(\.name))
  func survivesSeedsFailuresAndMutations(name: String) throws {
    let reader = try #require(FuzzedReader.all.first { $0.name == name })
    let folder = try ScratchFolder()
    let seeds = try reader.seeds()
    #expect(!seeds.isEmpty)
    for file in try seeds + reader.failures() {
      do { try reader.run(file.bytes, in: folder) } catch { Issue.record("\(file.path): \(error)") }
    }
    #expect(try seeds.contains { try reader.run($0.bytes, in: folder) == nil })

    var random = SeededGenerator.announced("\(#function) \(name)")
    let end = ContinuousClock.now + .seconds(Soak.isOn ? 60 : 1)
    while ContinuousClock.now < end {
      guard let seed = seeds.randomElement(using: &random) else { return }
      var bytes = seed.bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes = reader.mutated(bytes, seed: random.next())
      }
      do {
        try reader.run(bytes, in: folder)
      } catch {
        Issue.record("\(seed.path), \(Data(bytes).base64EncodedString()): \(error)")
        return
      }
    }
  }
}
