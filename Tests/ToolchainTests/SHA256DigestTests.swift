import Foundation
import Testing
import Toolchain

/// SHA-256 against the examples of FIPS 180-4 and of NIST's test vectors.
struct SHA256DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    // The padding needs a block of its own.
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]) func isThatOfTheStandard(text: String, digest: String) throws {
    let found = try SHA256Digest(of: Data(text.utf8))
    #expect(found.hexText == digest)
    #expect(found.bytes.count == 32)
  }
}
