import Diagnostics
import Foundation
import GraphIR

extension ModelSummary: CustomStringConvertible {
  /// A table of the layers, and the totals.
  public var description: String {
    "\(layerTable)\n\n\(TextTable.text(totals, left: [0, 1]))"
  }

  private var layerTable: String {
    let isOfLayers = layers.contains { $0.kind != nil }
    let rows = layers.map { layer in
      let middle = [layer.kind ?? "", layer.output.map { "\(Shape($0))" } ?? ""]
      return [layer.name] + (isOfLayers ? middle : []) + ["\(layer.parameters)"]
    }
    let head = ["layer"] + (isOfLayers ? ["kind", "output"] : []) + ["parameters"]
    return TextTable.text([head] + rows, left: isOfLayers ? [0, 1, 2] : [0])
  }

  private var totals: [[String]] {
    let saved = statistics == 0 ? "" : ", and \(statistics) statistics"
    return [
      ["parameters", "\(parameters)\(saved)"],
      ["forward pass", "\(Self.scaled(forwardOperations))FLOP an example"],
      [
        "training step",
        "\(Self.scaled(stepOperations))FLOP for a minibatch of \(batchSize)",
      ],
      [
        "memory",
        "\(Self.scaled(arenaBytes))B arena, "
          + "\(Self.scaled(parameterBytes))B parameters, "
          + "\(Self.scaled(optimizerBytes))B optimiser state",
      ],
    ]
  }

  /// A number with three digits and the prefix of its unit: `4.62 M`.
  package static func scaled(_ number: Int) -> String {
    guard number >= 1000 else { return "\(number) " }
    var (value, prefix) = (Double(number), "")
    for next in ["k", "M", "G", "T", "P"] where value >= 999.5 {
      (value, prefix) = (value / 1000, next)
    }
    let digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return String(format: "%.\(digits)f \(prefix)", value)
  }
}
