import Frontend

// Checks that the heads share.

extension LayerContext {
  /// The number of classes of the data, for the head of a classifier.
  ///
  /// - Throws: `ModelError` if it is not the expected one, or the targets are numbers.
  func classes(expected: Int?) throws -> Int {
    switch target {
    case nil: throw error(.headNotLast)
    case .numbers: throw error(.targets(expected: "classes", found: "numbers"))
    case .classes(_, let found):
      guard found == expected ?? found else {
        throw error(.classes(expected: expected ?? found, found: found))
      }
      return found
    }
  }

  /// The number of targets of an example, for the head of a regression.
  ///
  /// - Throws: `ModelError` if it is not the expected one, or the targets are classes.
  func numbers(expected: Int?) throws -> Int {
    switch target {
    case nil: throw error(.headNotLast)
    case .classes: throw error(.targets(expected: "numbers", found: "classes"))
    case .numbers(_, let found):
      guard found == expected ?? found else {
        throw error(.numbers(expected: expected ?? found, found: found))
      }
      return found
    }
  }
}

extension ModelExpressions {
  /// The expressions of a network whose head gives each class a score: the probabilities are the
  /// softmax of the scores.
  init(cost: Tensor<Float>, scores: Tensor<Float>, in context: LayerContext) {
    let (file, line) = (context.location.file, context.location.line)
    let probabilities = scores.softmax(file: file, line: line).named("probabilities")
    self.init(
      cost: cost.named("cost"), probabilities: probabilities,
      predictions: probabilities.argmax(axis: 1, file: file, line: line).named("predictions"),
      parameters: context.parameters, statistics: context.statistics, updates: context.updates,
      layers: context.summaries, file: file, line: line)
  }
}
