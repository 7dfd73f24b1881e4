import Crypto
import Foundation

/// The name of a kernel in the cache: a hash of all that its machine code depends on.
public struct CacheKey: Sendable, Hashable {
  /// The SHA-256 digest, in 64 hexadecimal digits.
  public let text: String

  /// The key of a library made from the given sources in the given way.
  public init(
    source: SourceBundle, flags: CompilerFlags, compiler: CCompiler.Identity,
    processor: HostProcessor, abiVersion: UInt32
  ) {
    var hash = FieldHash()
    hash.add(source.files.flatMap { [$0.name, $0.text] })
    hash.add(flags.compiling.flatMap(\.arguments))
    hash.add(flags.linking.flatMap(\.arguments))
    hash.add(compiler.properties)
    hash.add([processor.architecture.rawValue] + processor.features)
    hash.add([String(abiVersion)])
    text = hash.hexDigest()
  }
}

/// SHA-256 over lists of texts, each list with its count and each text with its length before it,
/// so that different lists are never the same bytes.
private struct FieldHash {
  private var hash = SHA256()

  mutating func add(_ texts: [String]) {
    add(count: texts.count)
    for text in texts {
      let bytes = Data(text.utf8)
      add(count: bytes.count)
      hash.update(data: bytes)
    }
  }

  private mutating func add(count: Int) {
    let bits = UInt64(count)
    hash.update(data: Data((0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }))
  }

  func hexDigest() -> String { hash.finalize().hexText }
}

extension SHA256.Digest {
  /// The digest in hexadecimal digits.
  var hexText: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
