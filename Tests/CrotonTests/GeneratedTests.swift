import Croton
import Foundation
import Testing

/// What lies in `Generated/` is what Croton generates.
@Suite struct GeneratedTests {
  @Test func committedFilesAreUpToDate() throws {
    let dataset = try DataSource.embeddedMNIST.load()
    let program = try ModelProgram(LeNet5(), dataset: dataset, options: LeNet5.defaults)
    let generated = GeneratedFiles(
      try program.generate(
        options: CompileOptions(
          vectorBytes: 64, command: "croton generate lenet5 --vector-bytes 64")))
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Generated/lenet5")
    for file in generated.files {
      let committed = try String(
        contentsOf: folder.appendingPathComponent(file.name), encoding: .utf8)
      #expect(committed == file.text, "\(file.name) is out of date: run make generated")
    }
  }
}
