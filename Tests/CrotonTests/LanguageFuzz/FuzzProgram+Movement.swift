import Croton

extension FuzzProgram {
  /// What moves elements.
  static let movementSteps: [Step] = [
    Step("reshape") { $0.floats.append($0.float().reshape(Shape($0.list { $0.small() }))) },
    Step("flatten") { $0.floats.append($0.float().flatten($0.small())) },
    Step("transpose") { $0.floats.append($0.float().transpose()) },
    Step("dimshuffle") {
      $0.floats.append($0.float().dimshuffle($0.small(), nil, $0.small()))
      $0.floats.append($0.float().dimshuffle(nil, 0))
      let order: [Int?] = $0.list { $0.small() }.map { $0 < 0 ? nil : $0 }
      $0.floats.append($0.float().dimshuffle(order))
    },
    Step("Slicing.subscript") {
      let bounds = [$0.extent(), $0.extent()].sorted()
      $0.floats.append($0.float()[bounds[0]..<bounds[1]])
      $0.floats.append($0.float()[$0.small()])
    },
    Step("Slicing.subscript", "..<") {
      let (i, j) = ($0.integer(), $0.integer())
      let count = Int64($0.extent())
      $0.floats.append($0.float()[i..<j])
      $0.floats.append($0.float()[i * count..<i * count + count])
      $0.floats.append($0.float()[i])
    },
    Step("sliced") {
      $0.floats.append(
        $0.float().sliced(axis: $0.small(), from: $0.extent(), to: $0.extent(), by: $0.small()))
      $0.floats.append($0.float().sliced(axis: $0.small(), by: $0.small()))
      $0.floats.append($0.float().sliced(axis: $0.small(), from: $0.integer(), count: $0.small()))
    },
    Step("padded") {
      $0.floats.append($0.float().padded([($0.extent(), $0.small()), ($0.small(), $0.small())]))
      $0.floats.append($0.float().padded([($0.int(0...2), $0.int(0...2))]))
    },
    Step("concatenate") {
      $0.floats.append(concatenate([$0.float(), $0.float()], axis: $0.small()))
      $0.floats.append(concatenate([Tensor<Float>](), axis: $0.small()))
    },
    Step("stack") {
      let a = $0.float()
      $0.floats.append(stack([a, $0.bool() ? a : $0.float(), a], axis: $0.small()))
    },
    Step("split") { $0.floats += $0.float().split($0.list { $0.small() }, axis: $0.small()) },
    Step("take") { $0.floats.append($0.float().take($0.integer(), axis: $0.small())) },
    Step("takeAlongAxis") {
      $0.floats.append($0.float().takeAlongAxis($0.integer(), axis: $0.small()))
    },
    Step("arange") {
      $0.integers.append(arange($0.extent(), $0.extent(), step: $0.small()))
      $0.floats.append(arange($0.int(-4...4), $0.int(-4...4), step: $0.small(), as: Float.self))
    },
    Step("oneHot") { $0.floats.append(oneHot($0.integer(), classes: $0.extent())) },
    Step("gathered") { $0.floats.append($0.float().gathered(byLabel: $0.integer())) },
    Step("stopGradient", "clipGradient") {
      $0.floats.append(stopGradient($0.float()))
      $0.floats.append(clipGradient($0.float(), $0.number(), $0.number()))
    },
    Step("inTraining") { $0.floats.append(inTraining($0.float(), else: $0.float())) },
  ]
}
