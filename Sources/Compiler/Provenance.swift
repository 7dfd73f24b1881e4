import Foundation
import GraphIR
import Schedule
import Toolchain

/// Where generated C comes from: what it says of itself in its header.
struct Provenance {
  let graph: Graph
  let target: Target
  /// The command that makes the C again.
  let command: String?

  /// The graph's hash, the flags to compile with, and the command that makes the file again.
  var lines: [String] {
    get throws {
      // Half of a SHA-256 tells graphs apart as well as the whole.
      let hash = try SHA256Digest(of: Data(graph.description.utf8)).hexText.prefix(32)
      let lines = [
        "Graph \(hash), vectors of \(target.vectorBytes) bytes.",
        "Compile with \(flags) and link with the BLAS.",
      ]
      return lines + (command.map { ["Make again with: \($0)"] } ?? [])
    }
  }

  private var flags: String {
    // The flags depend on the width of the vectors, not on which machine writes the file.
    let features =
      target.vectorBytes == 64 ? ["avx512f"] : target.vectorBytes == 32 ? ["avx2"] : []
    let host = HostProcessor(
      architecture: HostProcessor.current().architecture, features: features, coreCount: 1)
    return CompilerFlags(host: host, isExact: target.isExact, openMP: .find()).compiling
      .flatMap(\.arguments).joined(separator: " ")
  }
}
