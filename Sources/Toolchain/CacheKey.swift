import Foundation

/// The name of a kernel in the cache: a hash of all that its machine code depends on.
package struct CacheKey: Sendable, Hashable {
  /// The SHA-256 digest, in 64 hexadecimal digits.
  package let text: String

  /// The key of a library made from the given sources in the given way.
  ///
  /// - Throws: `ToolchainError.digestUnavailable`.
  package init(
    source: SourceBundle, flags: CompilerFlags, compiler: CCompiler.Identity,
    processor: HostProcessor, abiVersion: UInt32
  ) throws(ToolchainError) {
    var fields = FieldBytes()
    fields.add(source.files.flatMap { [$0.name, $0.text, $0.isInVectors ? "vectors" : ""] })
    fields.add(flags.compiling.flatMap(\.arguments))
    fields.add(flags.linking.flatMap(\.arguments))
    fields.add(compiler.properties)
    fields.add(processor.properties)
    fields.add([String(abiVersion)])
    text = try SHA256Digest(of: fields.data).hexText
  }

  /// Whether a text can be that of a key.
  static func isText(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}

/// Lists of texts as bytes, each list with its count and each text with its length before it, so
/// that different lists are never the same bytes.
private struct FieldBytes {
  private(set) var data = Data()

  mutating func add(_ texts: [String]) {
    add(count: texts.count)
    for text in texts {
      add(count: text.utf8.count)
      data.append(contentsOf: text.utf8)
    }
  }

  private mutating func add(count: Int) {
    let bits = UInt64(count)
    data.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
  }
}
