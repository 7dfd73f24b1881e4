import Conformance
import Files
import Foundation
import GraphIR
import Lowering
import Schedule

extension FuzzedReader {
  /// Graphs and schedules as text, measurements of kernels in the cache, and conformance vectors.
  static let texts: [FuzzedReader] = [
    FuzzedReader("graph", words(graphWords), memory: MemoryBound(fixed: 1 << 20, multiple: 2000)) {
      bytes, _ in
      _ = GraphPrinter(try GraphParser.graph(String(decoding: bytes, as: UTF8.self))).text
    },
    FuzzedReader(
      "schedule", words(scheduleWords), memory: MemoryBound(fixed: 1 << 20, multiple: 2000)
    ) { bytes, _ in
      _ = SchedulePrinter(try ScheduleParser.schedule(String(decoding: bytes, as: UTF8.self))).text
    },
    FuzzedReader(
      "tuning", .json(["nodes", "node", "way", "measurements", "milliseconds"]), memory: .json
    ) { bytes, _ in
      let choices = try? JSONText.decode(TunedChoices.self, from: Data(bytes))
      guard let choices else { return }
      _ = try Plan(tunedGraph, for: Target(registerBytes: 32), tuned: choices)
    },
    FuzzedReader(
      "vectors", .json(["cases", "name", "input", "shape", "data", "expected", "tolerance"]),
      memory: MemoryBound(fixed: 8 << 20, multiple: 2000)
    ) { bytes, folder in
      _ = folder.write(bytes, to: "vectors/vectors.json")
      _ = try ConformanceRun(folder: "\(folder.path)/vectors", engines: []).run()
    },
  ]

  private static func words(_ words: [String]) -> TextFormat { TextFormat(words: words) }

  private static let graphWords = [
    "%0", "%1", "= input(0) : float(2, 3)", "constant([1, 2])", "shared(0)", "float(", "double(",
    "uint8(", "bfloat16(", "int32(", "bool(", "output 0 = ", "update 0 = ", "add", "dot", "reshape",
    "transpose", "slice", "conv2d", "convolutionBlock", "softmax", "sum(", "cast(double)",
    "window: [2, 2]",
    "elementwise { t0 = exp a0 }", "at a.swift:1", "\"x\"", "\n", ", ", ": ", "[", "]", "{", "}",
  ]

  private static let scheduleWords = [
    "buffer", "input 0: float(2)", "shared 0: ", "output 0: ", "arena at 0", "arena: 64 bytes",
    "row-major", "8 images innermost", "read operand0 ", "write result ", "in place of ",
    "part of ",
    "loops", "matrix product", "convolution", "\n", ", ", ": ", "(", ")", "[", "]", "{", "}", "->",
  ]

  /// A small network's graph, whose convolutions and products can be computed in several ways.
  private static let tunedGraph: Graph = {
    do {
      return try GraphParser.graph(
        """
        graph tuned
        %0 = input(0) : float(16, 3, 12, 12)
        %1 = shared(0) : float(8, 3, 3, 3)
        %2 = conv2d(unflipped) %0, %1 : float(16, 8, 10, 10)
        %3 = reshape(16, 800) %2 : float(16, 800)
        %4 = shared(1) : float(800, 10)
        %5 = dot %3, %4 : float(16, 10)
        output 0 = %5

        """)
    } catch {
      fatalError("\(error)")
    }
  }()
}
