import Foundation
import Testing

/// Each text of an error is in a test, word for word.
@Suite struct ErrorTextTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The Swift files in a folder of the package.
  private func files(in folder: String) -> [URL] {
    let files = FileManager.default.enumerator(
      at: Self.root.appending(path: folder), includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .sorted { $0.path < $1.path }
  }

  @Test func everyTextIsTested() throws {
    let tests = try files(in: "Tests")
      .map { plain(joined(try String(contentsOf: $0, encoding: .utf8))) }.joined(separator: "\n")
    var count = 0
    for file in files(in: "Sources") {
      let source = try String(contentsOf: file, encoding: .utf8)
      var scanner = TextScanner(source: joined(texts(of: source, in: file.lastPathComponent)))
      scanner.readCode()
      let parts = scanner.parts.flatMap { part in
        // What a call puts a number in the place of.
        plain(part).replacing("%g", with: "%lld").components(separatedBy: "%lld").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      }
      for part in parts where part.utf8.count >= 8 && part.contains(" ") {
        count += 1
        // Safe: C only reads both strings, while it is called. Nothing else is as fast.
        let isTested = strstr(tests, part) != nil
        let begin = part.split(separator: " ").prefix(2).joined(separator: " ")
        let line = source.components(separatedBy: "\n").firstIndex { plain($0).contains(begin) }
        #expect(isTested, "\(file.path):\((line ?? 0) + 1): no test has '\(part)'")
      }
    }
    #expect(count > 500)
  }

  /// The part of a source that has texts of errors: all of it where its name says so, and otherwise
  /// the types in it that are errors.
  private func texts(of source: String, in file: String) -> String {
    if file.contains("Error") || file.contains("Problem") { return source }
    var result: [String] = []
    var indentation: String?
    for line in source.components(separatedBy: "\n") {
      let isError = line.contains(/\b(struct|enum) \w+: .*\bError\b.*\bCustomStringConvertible\b/)
      if indentation == nil, isError { indentation = String(line.prefix { $0 == " " }) }
      if indentation != nil { result.append(line) }
      if indentation.map({ line == "\($0)}" }) == true { indentation = nil }
    }
    return result.joined(separator: "\n")
  }

  /// A source whose texts are whole: without comments, the plus signs between literals, and the
  /// ends of lines that are none of the text.
  private func joined(_ source: String) -> String {
    replacing(
      [(#"(?m)^\s*//.*$"#, ""), (##""#?\s*\+\s*#?""##, ""), (#"\\\n\s*"#, "")], in: source)
  }

  /// A text without escapes, and with a single blank between words.
  private func plain(_ text: String) -> String {
    replacing([(#"\\n|\s+"#, " "), (#"\\""#, "\""), (#"\s+"#, " ")], in: text)
  }

  private func replacing(_ patterns: [(String, String)], in text: String) -> String {
    patterns.reduce(text) { text, pattern in
      text.replacingOccurrences(of: pattern.0, with: pattern.1, options: .regularExpression)
    }
  }
}

/// What is between the quotes and the interpolations of a source.
private struct TextScanner {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var parts: [String] = []

  init(source: String) { bytes = Array(source.utf8) }

  private func isNext(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  /// Reads to the bracket that ends an interpolation, or to the end.
  mutating func readCode() {
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""): readLiteral()
      case UInt8(ascii: ")") where depth == 0: return
      case let byte:
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        position += 1
      }
    }
  }

  private mutating func readLiteral() {
    let isRaw = position > 0 && bytes[position - 1] == UInt8(ascii: "#")
    let isLong = isNext("\"\"\"")
    position += isLong ? 3 : 1
    var part: [UInt8] = []
    while position < bytes.count, !isNext(isLong ? "\"\"\"" : isRaw ? "\"#" : "\"") {
      if isNext("\\(") {
        position += 2
        readCode()
        parts.append(String(decoding: part, as: UTF8.self))
        part = []
      } else if !isRaw, isNext("\\") {
        part.append(bytes[position])
        position += 1
        part.append(bytes[position])
      } else {
        part.append(bytes[position])
      }
      position += 1
    }
    position += isLong ? 3 : isRaw ? 2 : 1
    parts.append(String(decoding: part, as: UTF8.self))
  }
}
