import Foundation
import TestSupport
import Testing

/// The bugs that the fuzzer of the compiler is tried with; `make injected-bugs` tries it.
@Suite struct InjectedBugTests {
  /// A patch that no longer fits the code would be no bug.
  @Test func everyPatchApplies() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "Tests/InjectedBugs")
    let patches = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".patch") }.sorted()
    #expect(patches.count >= 30)
    let git = try InstalledProgram("git")
    for patch in patches {
      let result = try git.run([
        "-C", root.path, "apply", "--check", folder.appending(path: patch).path,
      ])
      #expect(result.errors == "", "\(patch)")
    }
  }
}
