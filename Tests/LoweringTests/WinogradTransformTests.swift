import Testing

@testable import Lowering
@testable import Schedule

@Suite struct WinogradTransformTests {
  private static let sizes = (2...7).flatMap { outputs in
    (2...7).compactMap { WinogradTransform(outputs: outputs, taps: $0) }
  }

  @Test func everySizeUpToTheMostPoints() {
    #expect(Self.sizes.count == 21)
    #expect(WinogradTransform(outputs: 5, taps: 5) == nil)
    #expect(WinogradTransform(outputs: 1, taps: 5) == nil)
    #expect(WinogradTransform(outputs: 4, taps: 1) == nil)
  }

  /// With integers the sums of the definition come out exactly, but for the divisions by three, five
  /// and so on that taps undergo.
  @Test(arguments: sizes)
  func computesACorrelation(_ transform: WinogradTransform) {
    let inputs = (0..<transform.points).map { Double(($0 * 7 + 3) % 11 - 5) }
    let taps = (0..<transform.taps).map { Double(($0 * 5 + 2) % 9 - 4) }
    let expected = (0..<transform.outputs).map { first in
      taps.indices.reduce(0) { $0 + taps[$1] * inputs[first + $1] }
    }
    let products = zip(Self.apply(transform.filter, taps), Self.apply(transform.input, inputs)).map(
      *)
    let found = (0..<transform.outputs).map { output in
      products.indices.reduce(0) { $0 + transform.output[$1][output] * products[$1] }
    }
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-11) }
  }

  @Test func hasTheMatricesOfThePaper() throws {
    // F(2, 3) over 0, 1, -1 and infinity, with the signs and scales of this file.
    let transform = try #require(WinogradTransform(outputs: 2, taps: 3))
    #expect(transform.input == [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])
    #expect(transform.filter == [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    #expect(transform.output == [[1, 0], [1, 1], [1, -1], [0, 1]])
  }

  private static func apply(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
