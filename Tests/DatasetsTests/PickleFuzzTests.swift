import Testing

@testable import Datasets

/// Damaged pickles either load or are refused; they never trap, hang or eat memory.
struct PickleFuzzTests {
  // Without pixels, nearly every random change hits the structure.
  private static func skeleton() -> [UInt8] {
    let array = Pickle.array("f4", [1, 2], [UInt8](repeating: 0, count: 8))
    return Pickle.dataset(training: Pickle.tuple(array, array))
  }

  @Test func survivesRandomDamageOfThePython2Form() throws {
    let whole = Self.skeleton()
    try fuzz(seconds: 0.5) { random in try load(mutated(whole, using: &random)) }
  }

  @Test(arguments: ["numpy2-protocol0", "numpy2-protocol2", "numpy2-protocol5"])
  func survivesRandomDamageOfNumPysForms(name: String) throws {
    let whole = try Fixture.content(name)
    // The last split is one image; the structure lies before and after its pixels.
    try fuzz(seconds: 0.3) { random in
      let head = mutated(Array(whole.prefix(400)), using: &random)
      try load(head + whole.dropFirst(400))
    }
  }

  @Test func survivesRandomOpcodes() throws {
    let opcodes = (0...255).map { UInt8($0) }.filter { PickleOpcode(rawValue: $0) != nil }
    let snippets: [[UInt8]] =
      opcodes.map { [$0] } + [
        Pickle.integer(3), Pickle.string("f4"), Pickle.string("<"), Pickle.emptyArray,
        Pickle.reconstruct, Pickle.arrayClass, Pickle.typeClass, Pickle.type("i8"),
        Pickle.array("u1", [1], [7]), Pickle.global("_codecs", "encode"),
        Pickle.global("numpy._core.numeric", "_frombuffer"), Pickle.tuple(), ascii("q\u{0}"),
        ascii("h\u{0}"), ascii("I5\n"), ascii("S'x'\n"), ascii("Vx\n"),
      ]
    try fuzz(seconds: 0.5) { random in
      var bytes: [UInt8] = [0x80, 2]
      for _ in 0..<Int.random(in: 1...60, using: &random) {
        bytes += snippets.randomElement(using: &random) ?? []
      }
      try load(bytes + ascii("."))
    }
  }

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
