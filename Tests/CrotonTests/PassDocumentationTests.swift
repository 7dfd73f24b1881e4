import Croton
import Foundation
import TestSupport
import Testing

/// The page about passes.
@Suite struct PassDocumentationTests {
  @Test func namesEachPassInItsOrder() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/passes.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    let names = text.matches(of: /(?m)^\| `([a-z-]+)` \|/).map { String($0.output.1) }
    #expect(names == Optimization.full.passNames)
  }
}
