import Croton
import Foundation
import StandaloneC
import Testing

/// What is committed of the C that Croton generates is what it generates.
struct GeneratedTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func lenet5() throws -> StandaloneFolder {
    let model = try StandaloneModel(LeNet5(), data: .embeddedMNIST, options: LeNet5.defaults)
    var settings = StandaloneSettings()
    settings.target = .portable
    settings.command = "croton generate lenet5 --standalone Generated/lenet5 --target portable"
    return try StandaloneFolder(model, settings: settings)
  }

  @Test func committedFilesAreUpToDate() throws {
    let folder = Self.root.appendingPathComponent("Generated/lenet5")
    for file in try Self.lenet5().files {
      let committed = try String(
        contentsOf: folder.appendingPathComponent(file.name), encoding: .utf8)
      #expect(committed == file.text, "\(file.name) is out of date: run make generated")
    }
  }

  /// Swift computes with the functions of the generated C. `CROTON_RECORD_GOLDEN=1` in the environment
  /// writes the headers; the test fails all the same, as nobody has looked at them.
  @Test func headersOfTheMathematicsAreUpToDate() throws {
    let folder = Self.root.appendingPathComponent("Sources/CMathematics/include")
    let names = ["croton_fma.h", "croton_functions.h", "croton_math.h"]
    let files = try Self.lenet5().files.filter { names.contains($0.name) }
    #expect(files.map(\.name).sorted() == names)
    let isRecorded = ProcessInfo.processInfo.environment["CROTON_RECORD_GOLDEN"] == "1"
    for file in files {
      let header = folder.appendingPathComponent(file.name)
      if isRecorded {
        try file.text.write(to: header, atomically: true, encoding: .utf8)
        Issue.record("\(file.name) is recorded; look at it")
        continue
      }
      let committed = try String(contentsOf: header, encoding: .utf8)
      #expect(
        committed == file.text, "\(file.name) is out of date: CROTON_RECORD_GOLDEN=1 writes it")
    }
  }
}
