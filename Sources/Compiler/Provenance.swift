import Foundation
import GraphIR
import Schedule
import Toolchain

/// Where generated C comes from: what it says of itself in its header.
struct Provenance {
  let graph: Graph
  let target: Target
  /// Whether the width of the vectors was asked for, instead of being this machine's.
  let isForAnyMachine: Bool
  /// The command that makes the C again.
  let command: String?
  let usesBLAS: Bool
  /// The ways in which the graph is computed.
  let algorithms: [String]
  /// Whether some of them were chosen by measurement.
  let isTuned: Bool

  /// The graph's hash, the flags to compile with, and the command that makes the file again.
  var lines: [String] {
    get throws {
      // Half of a SHA-256 tells graphs apart as well as the whole.
      let hash = try graph.hash(algorithms: algorithms).prefix(32)
      let lines = [
        "Graph \(hash), vector registers of \(target.registerBytes) bytes.",
        "Compile with \(flags)\(usesBLAS ? " and link with the BLAS" : "").",
      ]
      return lines
        + (isTuned ? ["Tuned: the fastest kernels by measurement, not all by the cost model."] : [])
        + (command.map { ["Make again with: \($0)"] } ?? [])
    }
  }

  private var flags: String {
    let host = HostProcessor.current()
    // Where the width of the vectors is asked for, the flags are those of any processor that has
    // them, and not of the machine that writes the file.
    let flags =
      isForAnyMachine
      ? CompilerFlags(
        architecture: host.architecture, vectorBytes: target.registerBytes, openMP: .find())
      : CompilerFlags(host: host, openMP: .find())
    return (flags.compiling + flags.linking).flatMap(\.arguments).joined(separator: " ")
  }
}
