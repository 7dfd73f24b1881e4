/// The sums over rows of numbers from which their covariance is computed.
package struct CovarianceSums {
  /// The number of columns.
  package let columns: Int
  private let library: LinearAlgebraLibrary
  // Sums of differences from the first row, so that a large offset costs no digits.
  private var first: [Float] = []
  private var count = 0
  private var sums: [Double]
  private var products: [Double]

  /// Sums over no row.
  ///
  /// - Throws: `LinearAlgebraError.notLoadable`.
  package init(columns: Int) throws {
    precondition(columns > 0)
    self.columns = columns
    library = try LinearAlgebraLibrary()
    sums = [Double](repeating: 0, count: columns)
    products = [Double](repeating: 0, count: columns * columns)
  }

  /// Adds rows.
  ///
  /// - Parameter rows: (rows, columns).
  package mutating func add(_ rows: [Float]) throws {
    precondition(rows.count.isMultiple(of: columns))
    guard !rows.isEmpty else { return }
    if first.isEmpty { first = Array(rows.prefix(columns)) }
    let differences = differences(of: rows)
    count += rows.count / columns
    try library.addProducts(of: differences, columns: columns, to: &products)
  }

  /// The differences of all rows from the first one, which are added to the sums as well.
  private mutating func differences(of rows: [Float]) -> [Double] {
    let (columns, first) = (columns, first)
    return sums.withUnsafeMutableBufferPointer { sums in
      [Double](unsafeUninitializedCapacity: rows.count) { differences, initialized in
        // Safe: positions are below the number of elements of `rows`, for which there is room in
        // `differences`, and columns below that of `first` and `sums`. A `while` loop because debug
        // builds run this as well.
        var (position, column) = (0, 0)
        while position < rows.count {
          let difference = Double(rows[position]) - Double(first[column])
          differences.initializeElement(at: position, to: difference)
          sums[column] += difference
          position &+= 1
          column = column &+ 1 == columns ? 0 : column &+ 1
        }
        initialized = rows.count
      }
    }
  }

  /// The mean of each column, (columns,).
  package var mean: [Double] {
    zip(first, sums).map { Double($0) + $1 / Double(max(1, count)) }
  }

  /// The eigenvalues of the covariance, descending, and its eigenvectors, one after another. The
  /// element of each vector that is largest in magnitude is positive.
  ///
  /// - Throws: `LinearAlgebraError.noEigenvectors` where numbers are not finite.
  package func principalComponents() throws -> (variances: [Double], vectors: [[Double]]) {
    let scale = 1 / Double(max(1, count))
    var covariance = products
    for row in 0..<columns {
      for column in row..<columns {
        // The lower triangle by columns.
        let index = row * columns + column
        covariance[index] = scale * (products[index] - scale * sums[row] * sums[column])
      }
    }
    let (values, vectors) = try library.eigenvectors(of: covariance, size: columns)
    let ordered = (0..<columns).reversed().map { component in
      let vector = vectors[component * columns..<(component + 1) * columns]
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return vector.map { largest < 0 ? -$0 : $0 }
    }
    // Rounding makes variances of 0 negative.
    return (values.reversed().map { max(0, $0) }, ordered)
  }
}
