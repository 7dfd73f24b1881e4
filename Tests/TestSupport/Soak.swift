import Foundation

/// `make soak`, which sets `CROTON_SOAK=1`: tests that otherwise try a sample try everything.
package enum Soak {
  package static let isOn = ProcessInfo.processInfo.environment["CROTON_SOAK"] == "1"

  /// All elements in a soak; otherwise every so many, starting at one that `turn` tells, so that as
  /// many turns in a row have each element once.
  package static func sample<Element>(
    _ elements: [Element], oneOf count: Int, turn: Int
  ) -> [Element] {
    elements.enumerated()
      .filter { isOn || ($0.offset + turn).isMultiple(of: count) }.map(\.element)
  }
}
