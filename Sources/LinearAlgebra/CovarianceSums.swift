import Compiler
import Frontend

/// The sums over rows of numbers from which their covariance is computed.
///
/// Compiled functions take them, so that they are the same on every machine to the bit: LAPACK and
/// the BLAS add in an order of their own on each.
package final class CovarianceSums {
  /// The rows that are added at a time.
  private static let batch = 1000

  /// The number of columns.
  package let columns: Int
  private let options: CompileOptions
  // Sums of differences from the first row, so that a large offset costs no digits.
  private let first: Shared<Double>
  private let sums: Shared<Double>
  private let products: Shared<Double>
  private let addBatch: Function
  private var count = 0

  /// Sums over no row.
  ///
  /// - Throws: what the compiler throws, where there is none or too little memory.
  package init(columns: Int, options: CompileOptions = CompileOptions()) throws {
    precondition(columns > 0)
    self.columns = columns
    self.options = options
    first = Shared("first", NDArray([Double](repeating: 0, count: columns)))
    sums = Shared("sums", NDArray([Double](repeating: 0, count: columns)))
    products = Shared("products", try NDArray<Double>(repeating: 0, shape: [columns, columns]))
    let rows = Tensor<Float>.placeholder("rows", shape: [Self.batch, columns])
    let differences = rows.cast(to: Double.self) - first
    addBatch = try compile(
      name: "covariance", inputs: [rows],
      updates: [
        Update(sums, to: sums + differences.sum(axes: [0])),
        Update(products, to: products + dot(differences.transpose(), differences)),
      ], options: options)
  }

  /// Adds rows.
  ///
  /// - Parameter rows: (rows, columns).
  package func add(_ rows: [Float]) throws {
    precondition(rows.count.isMultiple(of: columns))
    guard !rows.isEmpty else { return }
    if count == 0 { try first.set(NDArray(rows.prefix(columns).map(Double.init))) }
    count += rows.count / columns
    let size = Self.batch * columns
    for start in stride(from: 0, to: rows.count, by: size) {
      var batch = Array(rows[start..<min(start + size, rows.count)])
      // Rows like the first one add zeros.
      let filler = first.value.scalars.map { Float($0) }
      while batch.count < size { batch += filler }
      try addBatch(NDArray<Float>(shape: [Self.batch, columns], scalars: batch))
    }
  }

  /// The mean of each column, (columns,).
  package var mean: [Double] {
    zip(first.value.scalars, sums.value.scalars).map { $0 + $1 / Double(max(1, count)) }
  }

  /// The eigenvalues of the covariance, descending, and its eigenvectors, one after another. The
  /// element of each vector that is largest in magnitude is positive.
  ///
  /// - Throws: `LinearAlgebraError.noEigenvectors` where numbers are not finite.
  package func principalComponents() throws -> (variances: [Double], vectors: [[Double]]) {
    let scale = 1 / Double(max(1, count))
    // Where a column of a covariance is not finite, its variance is not either.
    let (total, squares) = (sums.value.scalars, products.value.scalars)
    let isFinite = (0..<columns).allSatisfy {
      (scale * (squares[$0 * (columns + 1)] - scale * total[$0] * total[$0])).isFinite
    }
    guard isFinite else { throw LinearAlgebraError.noEigenvectors(size: columns) }
    let totals = sums.dimshuffle(nil, 0)
    let covariance = scale * (products - scale * (totals.transpose() * totals))
    let decomposition: Tensor<Double> = SymmetricEigenvectors().applied(to: covariance)
    var options = options
    options.threads = 1
    let decompose = try compile(name: "eigenvectors", outputs: [decomposition], options: options)
    let result = try decompose()[decomposition].scalars
    let values = result[columns * columns..<columns * (columns + 1)]
    guard values.allSatisfy(\.isFinite) else {
      throw LinearAlgebraError.noEigenvectors(size: columns)
    }
    let order = (0..<columns).sorted {
      let (a, b) = (values[values.startIndex + $0], values[values.startIndex + $1])
      return a == b ? $0 < $1 : a > b
    }
    let vectors = order.map { component in
      let vector = result[component * columns..<(component + 1) * columns]
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return vector.map { largest < 0 ? -$0 : $0 }
    }
    // Rounding makes variances of 0 negative.
    return (order.map { max(0, values[values.startIndex + $0]) }, vectors)
  }
}
