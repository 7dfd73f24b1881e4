import Croton
import Testing

/// Options of a compilation that make no sense, and text that goes into the C.
@Suite struct CompileOptionTests {
  private let x = Tensor<Float>.placeholder("x", shape: [3])

  @Test(arguments: [
    (0, "0 threads are not possible; expected 1 to 1024"),
    (-1, "-1 threads are not possible; expected 1 to 1024"),
    (100_000, "100000 threads are not possible; expected 1 to 1024"),
  ])
  func threads(_ count: Int, _ message: String) throws {
    var options = CompileOptions.testing()
    options.threads = count
    try check(options, message)
  }

  @Test func vectorsAndIntervals() throws {
    var options = CompileOptions.testing()
    options.vectorBytes = 7
    try check(options, "vectors of 7 bytes are not possible; expected 16, 32, 64")
    options = .testing()
    options.kernelCheckInterval = 0
    try check(options, "every 0th call cannot be checked; expected an interval of at least 1")
    options = .testing(isExact: true)
    options.blas = .openBLAS
    try check(
      options,
      "OpenBLAS does not round every product and sum by itself; expected exact arithmetic or OpenBLAS"
    )
    options = .testing(isExact: true)
    options.precision = .bf16
    try check(
      options,
      "exact arithmetic rounds no factors to bfloat16; expected exact arithmetic or the precision bf16"
    )
    options = .testing()
    options.precision = .bf16
    options.blas = .openBLAS
    try check(
      options, "OpenBLAS rounds no factors to bfloat16; expected OpenBLAS or the precision bf16")
  }

  private func check(_ options: CompileOptions, _ message: String) throws {
    let error = #expect(throws: ModelError.self) {
      try compile(inputs: [x], outputs: [x.tanh()], options: options, line: 7)
    }
    #expect(error?.description == "\(#fileID):7: error: \(message)")
  }

  @Test func aCommandDoesNotEndItsComment() throws {
    var options = CompileOptions.testing()
    options.command = "croton generate lenet5 --data a*/b/*c*\\\n/ int injected; /*\u{2028}\r"
    let f = try compile(inputs: [x], outputs: [x.tanh()], options: options)
    let text = try #require(f.generated.source.files.first).text
    let end = try #require(text.firstRange(of: "*/"))
    #expect(text[..<end.lowerBound].contains("injected"))
    #expect(!text.contains("\\\n") || !text[..<end.lowerBound].contains("\\\n"))
  }

  @Test(arguments: [
    ("a*/\u{301} int injected;", "a* /\u{301} int injected;"),
    ("a/\u{301}*b", "a/\u{301}*b"),
    ("a/*\u{301}b", "a/ *\u{301}b"),
    ("a*\r\n/b", "a*\\u{d}\\u{a}/b"),
  ])
  func anAccentDoesNotEndTheCommentOfACommand(command: String, text: String) throws {
    var options = CompileOptions.testing()
    options.command = command
    let f = try compile(inputs: [x], outputs: [x.tanh()], options: options)
    let bytes = Array(try #require(f.generated.source.files.first).text.utf8)
    // Bytes, as the C compiler reads them: `*/` and an accent are not two characters of Swift.
    let comment = try #require(bytes.split(separator: Array("*/".utf8)).first)
    #expect(comment.firstRange(of: Array(text.utf8)) != nil)
  }

  @Test func aFunctionMayHaveAnyName() throws {
    let y = x.tanh().named("*\\\n/ int injected; /*")
    let f = try compile(
      inputs: [x], outputs: [y], options: .testing(), file: "*\\\n/ int injected;", line: 1)
    #expect(try f(NDArray<Float>([0, 0, 0]))[y].scalars == [0, 0, 0])
  }
}
