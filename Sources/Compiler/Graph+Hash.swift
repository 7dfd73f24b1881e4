import Foundation
import GraphIR
import Toolchain

extension Graph {
  /// The SHA-256 digest of the graph's text and its algorithms, in 64 hexadecimal digits.
  ///
  /// - Parameter algorithms: those of the schedule. Where there are several ways they differ in the
  ///   last bits, so that the graph alone does not say what comes out.
  /// - Throws: `ToolchainError.digestUnavailable`.
  package func hash(algorithms: [String]) throws -> String {
    let text = ([description] + algorithms).joined(separator: "\n")
    return try SHA256Digest(of: Data(text.utf8)).hexText
  }
}
