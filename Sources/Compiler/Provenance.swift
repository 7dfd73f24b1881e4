import Foundation
import GraphIR
import Toolchain

/// Where generated C comes from: what it says of itself in its header.
struct Provenance {
  let graph: Graph
  let vectorBytes: Int
  let options: CompileOptions
  let usesBLAS: Bool

  /// The graph's hash, the flags to compile with, and the command that makes the file again.
  var lines: [String] {
    get throws {
      // Half of a SHA-256 tells graphs apart as well as the whole.
      let hash = try SHA256Digest(of: Data(graph.description.utf8)).hexText.prefix(32)
      let lines = [
        "Graph \(hash), vectors of \(vectorBytes) bytes.",
        "Compile with \(flags)\(usesBLAS ? " and link with the BLAS" : "").",
      ]
      return lines + (options.command.map { ["Make again with: \($0)"] } ?? [])
    }
  }

  private var flags: String {
    let host = HostProcessor.current()
    // Where the width of the vectors is asked for, the flags are those of any processor that has
    // them, and not of the machine that writes the file.
    let flags =
      options.vectorBytes == nil
      ? CompilerFlags(host: host, strict: options.isExact, openMP: .find())
      : CompilerFlags(
        architecture: host.architecture, vectorBytes: vectorBytes, strict: options.isExact,
        openMP: .find())
    return flags.compiling.flatMap(\.arguments).joined(separator: " ")
  }
}
