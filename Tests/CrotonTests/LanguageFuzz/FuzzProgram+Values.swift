import Croton

extension FuzzProgram {
  /// Placeholders, constants, shared values and random numbers.
  static let valueSteps: [Step] = [
    Step("placeholder") {
      $0.floats.append(.placeholder("x", shape: $0.anyShape()))
      $0.inputs += $0.floats.suffix(1)
    },
    Step("placeholder", "named") {
      $0.floats.append(.placeholder("y", shape: $0.smallShape()).named("renamed"))
      $0.inputs += $0.floats.suffix(1)
    },
    Step("placeholder") {
      $0.integers.append(.placeholder("i", shape: $0.bool() ? $0.anyShape() : .scalar))
      $0.inputs += $0.integers.suffix(1)
    },
    Step("placeholder") {
      $0.conditions.append(.placeholder("c", shape: $0.smallShape()))
      $0.inputs += $0.conditions.suffix(1)
    },
    Step("Input.init") {
      let x = Tensor<Float>.placeholder("z", shape: $0.anyShape())
      if $0.bool() {
        $0.inputs.append(Input(x, default: $0.number()))
      } else {
        $0.inputs.append(Input(x, default: try NDArray(repeating: 1, shape: $0.arrayShape())))
      }
      $0.floats.append(x)
    },
    Step("constant", "NDArray.init") {
      $0.floats.append(.constant($0.number()))
      $0.floats.append(.constant(NDArray([$0.number(), $0.number(), $0.number()])))
      let scalars = (0..<$0.int(0...4)).map(Float.init)
      $0.floats.append(
        .constant(try NDArray(shape: $0.arrayShape(), scalars: scalars)))
    },
    Step("constant", "NDArray.init") {
      $0.floats.append(.constant(try NDArray(repeating: $0.number(), shape: $0.arrayShape())))
    },
    Step("Shared.init", "set") {
      let value = Shared("p", try NDArray(repeating: $0.number(), shape: $0.arrayShape()))
      $0.shared.append(value)
      $0.floats.append(value.tensor)
      try value.set(NDArray(repeating: 2, shape: $0.bool() ? value.value.shape : $0.arrayShape()))
    },
    Step("setDefaultUpdate", "removeDefaultUpdate") { program in
      guard let value = program.shared.randomElement(using: &program.generator) else { return }
      let factor = program.number()
      value.setDefaultUpdate { $0 * factor }
      if program.int(0...3) == 0 { value.removeDefaultUpdate() }
    },
    Step("RandomStream.init", "uniform") {
      var stream = $0.stream ?? RandomStream("stream", seed: UInt32($0.int(0...3)))
      let tensor: Tensor<Float> = stream.uniform(
        $0.bool() ? $0.anyShape() : $0.smallShape(), from: $0.number(), to: $0.number())
      $0.floats.append(tensor)
      $0.stream = stream
    },
    Step("RandomStream.init", "binomial", "dropout") {
      var stream = $0.stream ?? RandomStream("other", seed: .max)
      let counts: Tensor<Float> = stream.binomial(
        $0.bool() ? $0.anyShape() : $0.smallShape(), probability: $0.number(), trials: $0.small())
      $0.floats += [counts, stream.dropout($0.float(), rate: $0.number())]
      $0.stream = stream
    },
  ]
}
