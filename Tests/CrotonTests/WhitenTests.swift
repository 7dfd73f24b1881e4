import Croton
import Testing

/// The principal components of a training set.
@Suite struct WhitenTests {
  private struct Whitened: TrainableModel {
    var components: Int?
    var network: some Network {
      Whiten(components, epsilon: 0)
      SoftmaxClassifier()
    }
  }

  private static let features = 6

  /// Feature vectors whose elements depend on each other.
  private static func dataset() throws -> Dataset {
    var random = try RandomState(seed: 5)
    func examples(_ count: Int) throws -> LabeledExamples {
      let values = try (0..<count).flatMap { _ in
        let draws = try random.randomSample(count: features).map { Float($0) }
        return draws.indices.map { 100 + draws[0...$0].reduce(0, +) * Float($0 + 1) }
      }
      return LabeledExamples(values: .floats(values), labels: (0..<count).map { Int32($0 % 2) })
    }
    return try Dataset(
      name: "features", exampleShape: [features], target: .classes(["a", "b"]),
      training: examples(200), validation: examples(20), test: examples(20))
  }

  @Test func whitenedExamplesAreUncorrelated() throws {
    let dataset = try Self.dataset()
    for components in [nil, 3] {
      let program = try ModelProgram(
        Whitened(components: components), dataset: dataset, options: TrainingOptions(batchSize: 20))
      let statistics = program.expressions.statistics
      #expect(statistics.map(\.name) == ["whiten1.mean", "whiten1.W"])
      let count = components ?? Self.features
      let (mean, weights) = (statistics[0].value.scalars, statistics[1].value.scalars)
      #expect(statistics[1].value.shape == [Self.features, count])
      let whitened = stride(from: 0, to: 200 * Self.features, by: Self.features).map { start in
        (0..<count).map { component in
          (0..<Self.features).map {
            Double(dataset.training.values.floats[start + $0] - mean[$0])
              * Double(weights[$0 * count + component])
          }.reduce(0, +)
        }
      }
      for a in 0..<count {
        #expect(abs(whitened.map { $0[a] }.reduce(0, +) / 200) < 1e-4)
        for b in 0...a {
          let product = whitened.map { $0[a] * $0[b] }.reduce(0, +) / 200
          #expect(abs(product - (a == b ? 1 : 0)) < 1e-4, "\(a) \(b)")
        }
      }
    }
  }
}
