import Croton
import Foundation
import StandaloneC
import Testing

/// What lies in `Generated/` is what Croton generates.
struct GeneratedTests {
  @Test func committedFilesAreUpToDate() throws {
    let model = try StandaloneModel(LeNet5(), data: .embeddedMNIST, options: LeNet5.defaults)
    var settings = StandaloneSettings()
    settings.target = .portable
    settings.command = "croton generate lenet5 --standalone Generated/lenet5 --target portable"
    let generated = try StandaloneFolder(model, settings: settings)
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
