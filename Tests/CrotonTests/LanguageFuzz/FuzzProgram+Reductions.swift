import Croton

extension FuzzProgram {
  /// Sums, extremes, their positions, and what is made of them.
  static let reductionSteps: [Step] = [
    Step("sum") { $0.floats.append($0.float().sum(axes: $0.axes(), keepingDimensions: $0.bool())) },
    Step("prod") {
      $0.floats.append($0.float().prod(axes: $0.axes(), keepingDimensions: $0.bool()))
    },
    Step("max") { $0.floats.append($0.float().max(axes: $0.axes(), keepingDimensions: $0.bool())) },
    Step("min") { $0.floats.append($0.float().min(axes: $0.axes(), keepingDimensions: $0.bool())) },
    Step("mean") {
      $0.floats.append($0.float().mean(axes: $0.axes(), keepingDimensions: $0.bool()))
    },
    Step("sum") { $0.integers.append($0.integer().sum(axes: $0.axes())) },
    Step("prod") { $0.integers.append($0.integer().prod(axes: $0.axes())) },
    Step("max") { $0.integers.append($0.integer().max(axes: $0.axes())) },
    Step("min") { $0.integers.append($0.integer().min(axes: $0.axes())) },
    Step("argmax") {
      $0.integers.append(
        $0.float().argmax(axis: $0.bool() ? nil : $0.small(), keepingDimensions: $0.bool()))
      $0.integers.append($0.float().argmax(axes: $0.axes(), keepingDimensions: $0.bool()))
    },
    Step("argmin") {
      $0.integers.append(
        $0.float().argmin(axis: $0.bool() ? nil : $0.small(), keepingDimensions: $0.bool()))
      $0.integers.append($0.float().argmin(axes: $0.axes(), keepingDimensions: $0.bool()))
    },
    Step("cumulativeSum") { $0.floats.append($0.float().cumulativeSum(axis: $0.small())) },
    Step("softmax") { $0.floats.append($0.float().softmax(axis: $0.small())) },
    Step("logSoftmax") { $0.floats.append($0.float().logSoftmax(axis: $0.small())) },
    Step("softmax", "logSoftmax") { $0.floats += [$0.float().softmax(), $0.float().logSoftmax()] },
    Step("crossEntropy") {
      $0.floats.append(crossEntropy($0.float(), labels: $0.integer()))
      $0.floats.append(crossEntropy($0.float(), targets: $0.float()))
    },
  ]
}
