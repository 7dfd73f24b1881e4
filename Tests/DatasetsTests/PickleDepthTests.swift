import Testing

@testable import Datasets

/// Pickles that nest deeply or do not end either load or are refused.
struct PickleDepthTests {
  // As deep as they are long: to recurse into one of these would end the process.
  @Test(arguments: ["(", "]", ")", "}", "N\u{85}", "(l", "](a", "}(u", "]2a", "N2\u{86}"])
  func survivesDepth(pattern: String) throws {
    let repeated = Array(String(repeating: pattern, count: 20_000).unicodeScalars).map {
      UInt8($0.value)
    }
    try load(ascii("N") + repeated + ascii("."))
  }

  @Test func refusesEndlessPickles() throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "N"), count: PickleLimits.opcodes + 1)
    #expect(
      message { try loadPickle(name: "", from: reader(bytes, name: "long.pkl")) }
        == "long.pkl, byte 100000: expected a pickle of at most 100000 opcodes, got more")
  }

  private func load(_ bytes: [UInt8]) throws {
    do {
      _ = try loadPickle(name: "fuzz", from: reader(bytes, name: "fuzz.pkl"))
    } catch is DatasetError {}
  }
}
