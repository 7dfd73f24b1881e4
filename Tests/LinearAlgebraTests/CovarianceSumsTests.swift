import LinearAlgebra
import TestSupport
import Testing

@Suite struct CovarianceSumsTests {
  /// Rows that vary much along some directions and little along others, with the given offset.
  private static func rows(
    _ count: Int, columns: Int, offset: Float, _ generator: inout SeededGenerator
  ) -> [Float] {
    let mixing = (0..<columns * columns).map { _ in Float.random(in: -1...1, using: &generator) }
    return (0..<count).flatMap { _ in
      let sources = (0..<columns).map {
        Float.random(in: -1...1, using: &generator) * Float($0 + 1)
      }
      return (0..<columns).map { column in
        offset + (0..<columns).map { mixing[column * columns + $0] * sources[$0] }.reduce(0, +)
      }
    }
  }

  /// The covariance of rows in plain loops, and the mean.
  private static func covariance(
    _ rows: [Float], columns: Int
  ) -> (mean: [Double], covariance: [[Double]]) {
    let count = rows.count / columns
    let values = (0..<count).map { row in
      (0..<columns).map { Double(rows[row * columns + $0]) }
    }
    let mean = (0..<columns).map { c in values.map { $0[c] }.reduce(0, +) / Double(count) }
    let covariance = (0..<columns).map { a in
      (0..<columns).map { b in
        values.map { ($0[a] - mean[a]) * ($0[b] - mean[b]) }.reduce(0, +) / Double(count)
      }
    }
    return (mean, covariance)
  }

  @Test(arguments: [0, 5000] as [Float]) func componentsAreEigenvectors(offset: Float) throws {
    var generator = SeededGenerator.announced()
    for columns in [1, 2, 7, 40] {
      let rows = Self.rows(3 * columns + 5, columns: columns, offset: offset, &generator)
      var sums = try CovarianceSums(columns: columns)
      let half = columns * (columns + 2)
      try sums.add(Array(rows[..<half]))
      try sums.add([])
      try sums.add(Array(rows[half...]))
      let (mean, covariance) = Self.covariance(rows, columns: columns)
      for (found, expected) in zip(sums.mean, mean) { #expect(abs(found - expected) < 1e-9) }
      let (variances, vectors) = try sums.principalComponents()
      #expect(variances == variances.sorted(by: >))
      let scale = variances[0]
      for (a, vector) in vectors.enumerated() {
        for row in 0..<columns {
          let product = zip(covariance[row], vector).map(*).reduce(0, +)
          #expect(abs(product - variances[a] * vector[row]) < 1e-9 * scale)
        }
        for (b, other) in vectors.enumerated() {
          let product = zip(vector, other).map(*).reduce(0, +)
          #expect(abs(product - (a == b ? 1 : 0)) < 1e-9)
        }
        #expect((vector.max { abs($0) < abs($1) } ?? 0) > 0)
      }
    }
  }

  @Test func columnsThatDoNotVaryHaveNoVariance() throws {
    var sums = try CovarianceSums(columns: 3)
    try sums.add([1, 7, 0, 2, 7, 0, 3, 7, 0])
    let (variances, vectors) = try sums.principalComponents()
    #expect(variances == [2.0 / 3, 0, 0])
    #expect(vectors[0] == [1, 0, 0])
  }

  @Test func valuesThatAreNotFiniteHaveNoComponents() throws {
    for value in [Float.nan, .infinity] {
      var sums = try CovarianceSums(columns: 2)
      try sums.add([1, 2, 3, value, 5, 6])
      #expect {
        try sums.principalComponents()
      } throws: {
        "\($0)" == "there are no eigenvectors of the covariance of 2 features; expected finite "
          + "values that are not too large to be squared"
      }
    }
  }

  @Test func aMissingLibrarySaysWhatToInstall() {
    #expect(
      "\(LinearAlgebraError.notLoadable(name: "libopenblas.so.0", reason: "no such file"))" == """
        cannot load libopenblas.so.0, which computes principal components
          no such file
        Install it with: apt-get install libopenblas-dev
        """)
  }
}
