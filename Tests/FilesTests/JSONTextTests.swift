import Foundation
import Testing

@testable import Files

/// JSON that nobody trusts.
struct JSONTextTests {
  private func message(_ text: String) -> String? {
    do {
      _ = try JSONText.decode([String: Int].self, from: Data(text.utf8))
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      return context.debugDescription
    } catch {
      return "\(error)"
    }
  }

  /// The first text ends the process in Foundation's decoder.
  @Test(arguments: [
    String(repeating: "[", count: 513), #"{"a":"# + String(repeating: "[", count: 512),
    String(repeating: #"{"a":"#, count: 257), #"{"]]]]":"# + String(repeating: "[", count: 256),
    #"{"\"]":"# + String(repeating: "[", count: 256),
  ])
  func deepTextsAreRefused(text: String) {
    #expect(message(text) == "more than 256 levels of nesting")
  }

  @Test func whatOtherEncodingsHaveIsRefused() {
    #expect(message("{\"a\":1}\0") == "a zero byte in the text")
  }

  @Test func bracketsInStringsAreText() {
    #expect(message("{\"" + String(repeating: "[{\\\"", count: 300) + "\":1}") == nil)
  }

  @Test func depthThatIsAllowed() throws {
    struct Nest: Decodable {
      var depth = 1
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        if !container.isAtEnd { depth += try container.decode(Nest.self).depth }
      }
    }
    let text = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(try JSONText.decode(Nest.self, from: Data(text.utf8)).depth == 256)
  }
}
