import Compiler
import Frontend
import GraphIR
import TestSupport
import Testing

@testable import LinearAlgebra

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
      let sums = try CovarianceSums(columns: columns)
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
    let sums = try CovarianceSums(columns: 3)
    try sums.add([1, 7, 0, 2, 7, 0, 3, 7, 0])
    let (variances, vectors) = try sums.principalComponents()
    #expect(variances == [2.0 / 3, 0, 0])
    #expect(vectors[0] == [1, 0, 0])
  }

  @Test func valuesThatAreNotFiniteHaveNoComponents() throws {
    for value in [Float.nan, .infinity] {
      let sums = try CovarianceSums(columns: 2)
      try sums.add([1, 2, 3, value, 5, 6])
      #expect {
        try sums.principalComponents()
      } throws: {
        "\($0)" == "there are no eigenvectors of the covariance of 2 features; expected finite "
          + "values that are not too large to be squared"
      }
    }
  }

  /// The same on every machine and for every number of threads: no library computes them.
  @Test func bitsAreThoseOfEveryMachine() throws {
    // Numbers that look random.
    var state: UInt32 = 1
    let rows = (0..<40 * 5).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 16) / 65536
    }
    for (threads, width) in [(1, 16), (2, 32), (2, 64)] {
      let sums = try CovarianceSums(
        columns: 5, options: CompileOptions(threads: threads, vectorBytes: width))
      try sums.add(rows)
      let (variances, vectors) = try sums.principalComponents()
      #expect(
        variances == [
          0.09734098231685161, 0.0899216030168726, 0.08468799880943689, 0.07731095715980842,
          0.053084176100981005,
        ])
      #expect(
        vectors[0] == [
          0.884358387731548, -0.13628939251018607, 0.06238766869895923, 0.3400100391782004,
          0.2825533499897137,
        ])
    }
  }

  /// More columns than a thread takes at a time, shared by any number of threads.
  @Test func threadsDoNotMatter() throws {
    var generator = SeededGenerator.announced()
    let columns = 600
    let rows = (0..<700 * columns).map { _ in Float.random(in: -1...1, using: &generator) }
    let components = try [1, 2, 5].map { threads in
      let sums = try CovarianceSums(columns: columns, options: CompileOptions(threads: threads))
      try sums.add(rows)
      return try sums.principalComponents()
    }
    for other in components.dropFirst() {
      #expect(other.variances == components[0].variances)
      #expect(other.vectors == components[0].vectors)
    }
  }

  /// The kernel and the reference, which turns one pair of rows after the other.
  @Test func eigenvectorsAreThoseOfJacobi() throws {
    var generator = SeededGenerator.announced()
    let size = 6
    var matrix = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        let number = Double.random(in: -1...1, using: &generator)
        (matrix[row * size + column], matrix[column * size + row]) = (number, number)
      }
    }
    let operation = SymmetricEigenvectors()
    let x = Shared("x", try NDArray<Double>(shape: [size, size], scalars: matrix))
    let result: Tensor<Double> = operation.applied(to: x)
    let found = try compile(outputs: [result])()[result].scalars
    let expected = operation.values(of: [matrix], types: [TensorType(.double, [size, size])])
    func sorted(_ values: [Double]) -> [(value: Double, vector: [Double])] {
      (0..<size).map { component in
        let vector = Array(values[component * size..<(component + 1) * size])
        let sign: Double = (vector.max { abs($0) < abs($1) } ?? 0) < 0 ? -1 : 1
        return (values[size * size + component], vector.map { sign * $0 })
      }.sorted { $0.value < $1.value }
    }
    for (a, b) in zip(sorted(found), sorted(expected)) {
      #expect(abs(a.value - b.value) < 1e-12)
      for (left, right) in zip(a.vector, b.vector) { #expect(abs(left - right) < 1e-10) }
    }
  }
}
