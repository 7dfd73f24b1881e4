/// Winograd's minimal filtering F(m, r): m outputs of a filter of r taps from m + r - 1 products.
///
/// With polynomials evaluated at m + r - 2 points and at infinity, `y = A^T ((G g) * (B^T d))`,
/// where d are m + r - 1 inputs, g the taps, and y the outputs of the correlation (Winograd 1980;
/// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016). The transposes of
/// the same matrices give the gradients. All points are dyadic, so that every entry of A and B is
/// exact.
package struct WinogradTransform: Sendable, Hashable {
  /// The number m of outputs of a tile.
  package let outputs: Int
  /// The number r of taps of the filter.
  package let taps: Int
  /// The finite points; the last one, infinity, is not listed.
  package let finitePoints: [Double]
  /// A: one row for each point, one column for each output.
  package let output: [[Double]]
  /// G: one row for each point, one column for each tap.
  package let filter: [[Double]]
  /// B^T: one row for each point, one column for each input.
  package let input: [[Double]]

  /// The number of points, which is the number of products and of inputs.
  package var points: Int { outputs + taps - 1 }

  /// The most points: rounding errors grow with the powers of the points, and with eight they stay
  /// within a few bits of those of the direct convolution.
  package static let mostPoints = 8

  /// Points whose powers stay near one, in pairs of opposite sign, which share half of their sums.
  private static let candidates: [Double] = [0, 1, -1, 2, -2, 0.5, -0.5]

  /// - Returns: `nil` where the tile needs more than ``mostPoints`` points, or has no taps to save.
  package init?(outputs: Int, taps: Int) {
    let count = outputs + taps - 1
    guard outputs >= 2, taps >= 2, count <= Self.mostPoints else { return nil }
    let points = Array(Self.candidates.prefix(count - 1))
    self.outputs = outputs
    self.taps = taps
    finitePoints = points
    output = Self.powers(of: points, count: outputs, divisors: points.map { _ in 1 })
    var filter = Self.powers(
      of: points, count: taps,
      divisors: points.indices.map { index in
        points.indices.reduce(1) { $1 == index ? $0 : $0 * (points[index] - points[$1]) }
      })
    var input = points.indices.map { index in
      Self.product(points.indices.filter { $0 != index }.map { points[$0] }) + [0]
    }
    input.append(Self.product(points))
    // The row of the point 0 is scaled so that its first coefficient is one.
    let scale = input[0][0]
    input[0] = input[0].map { $0 / scale }
    filter[0] = filter[0].map { $0 * scale }
    self.filter = filter
    self.input = input
  }

  /// One row for each point with its powers, over its divisor; the last row, of infinity, holds the
  /// highest power alone.
  private static func powers(of points: [Double], count: Int, divisors: [Double]) -> [[Double]] {
    let rows = zip(points, divisors).map { point, divisor in
      (0..<count).reduce(into: (power: 1.0, row: [Double]())) { result, _ in
        result.row.append(result.power / divisor)
        result.power *= point
      }.row
    }
    return rows + [(0..<count).map { $0 == count - 1 ? 1 : 0 }]
  }

  /// The coefficients of the polynomial with the given roots, the constant one first.
  private static func product(_ roots: [Double]) -> [Double] {
    roots.reduce([1]) { polynomial, root in
      zip([0] + polynomial, polynomial + [0]).map { $0 - root * $1 }
    }
  }
}

extension WinogradTransform: CustomStringConvertible {
  /// The points in words.
  var pointList: String {
    finitePoints.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }.joined(separator: ", ")
      + " and infinity"
  }

  package var description: String { "F(\(outputs), \(taps))" }
}
