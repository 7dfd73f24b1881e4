import CommandLineTestSupport
import Croton
import Foundation
import Testing
import Toolchain
import Training

/// SHA-256 in C that stands alone. That a training prints the hashes of one in this process is
/// tested with trainings.
struct StandaloneHashTests {
  @Test func isThatOfTheStandard() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: SoftmaxRegression(), data: .path("\(folder)/digits"))
      let c = try CFolder(trainer, in: "\(folder)/c", prefix: "net", make: nil)
      let result = try c.runOwn(
        """
        #include "sha256.h"
        #include <stdio.h>
        #include <string.h>

        static unsigned char bytes[200];

        int main(void)
        {
          /* The examples of FIPS 180-2, and what SHA-256 gives for nothing. */
          static const char *const messages[] = {
              "", "abc", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"};
          net_sha256 hash;
          char text[NET_HASH_CHARACTERS];
          for (int i = 0; i < 3; ++i) {
            net_sha256_begin(&hash);
            net_sha256_add(&hash, (const unsigned char *)messages[i], strlen(messages[i]));
            net_sha256_end(&hash, text);
            printf("%s\\n", text);
          }
          net_sha256_begin(&hash);
          for (int i = 0; i < 1000000; ++i)
            net_sha256_add(&hash, (const unsigned char *)"a", 1);
          net_sha256_end(&hash, text);
          printf("%s\\n", text);
          /* All lengths around those of one block, of two and of three. */
          for (int i = 0; i < 200; ++i) {
            bytes[i] = (unsigned char)(37 * i);
            net_sha256_begin(&hash);
            net_sha256_add(&hash, bytes, (size_t)i / 3);
            net_sha256_add(&hash, bytes + i / 3, (size_t)(i - i / 3));
            net_sha256_end(&hash, text);
            printf("%s\\n", text);
          }
          return 0;
        }
        """, ["-fsanitize=address,undefined", "-fno-sanitize-recover", "sha256.c"])
      #expect(
        result.lines.prefix(4) == [
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        ])
      let expected = try (0..<200).map { count in
        try SHA256Digest(of: Data((0..<count).map { UInt8(truncatingIfNeeded: 37 * $0) })).hexText
      }
      #expect(result.lines.dropFirst(4) == expected[...])
    }
  }
}
