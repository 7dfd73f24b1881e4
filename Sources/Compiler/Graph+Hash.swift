import Foundation
import GraphIR
import Toolchain

extension Graph {
  /// The SHA-256 digest of the graph's text, in 64 hexadecimal digits.
  ///
  /// - Throws: `ToolchainError.digestUnavailable`.
  package func hash() throws -> String {
    try SHA256Digest(of: Data(description.utf8)).hexText
  }
}
