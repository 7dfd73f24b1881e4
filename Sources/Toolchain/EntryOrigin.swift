import Foundation

/// What a library in the cache was made from, by which compiler and for which processor.
struct EntryOrigin: Codable, Sendable, Hashable {
  /// The text of the key.
  let key: String
  /// What the library computes, as errors call it, such as `train`.
  let name: String
  /// The properties of the compiler.
  let compiler: [String]
  /// The architecture and the features of the processor.
  let processor: [String]

  init(
    key: CacheKey, name: String, compiler: CCompiler.Identity, processor: HostProcessor
  ) {
    self.key = key.text
    self.name = name
    self.compiler = compiler.properties
    self.processor = processor.properties
  }

  /// The program that compiled, behind its links.
  var compilerPath: String? {
    // `file PATH SIZE TIME`; the path may have blanks in it.
    let file = compiler.first { $0.hasPrefix("file ") }
    return file?.split(separator: " ").dropFirst().dropLast(2).joined(separator: " ")
  }

  /// One line of JSON.
  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}
