import Diagnostics
import Frontend

/// A case of something that a function or a gradient has to refuse, recognised by its description.
func functionRefusal(_ description: String) -> VectorCase {
  let name = "must_raise: \(description)"
  let says = { (words: String...) in words.allSatisfy(description.contains) }
  if says("shared variable", "explicit input") {
    return .refusal(name, mentioning: "'w'") {
      let w = Shared("w", NDArray<Float>([1, 2]))
      try define(inputs: [w], outputs: [w * 2])
    }
  }
  if says("update", "type", "differs") {
    // Elements of another type are not even taken by the type checker.
    return .refusal(name, mentioning: "'w'") {
      let w = Shared("w", NDArray<Float>([1, 2]))
      try define(updates: [Update(w, to: w.reshape([1, 2]))])
    }
  }
  if says("same input") {
    return .refusal(name, mentioning: "'x'") {
      let x = Tensor<Float>.placeholder("x")
      try define(inputs: [x, x, x], outputs: [x])
    }
  }
  if says("neither input nor shared nor given") {
    return .refusal(name, mentioning: "'x'") {
      let x = Tensor<Float>.placeholder("x")
      try define(outputs: [x + 1])
    }
  }
  if says("givens", "b: a+1") {
    return .refusal(name, mentioning: "'a'") {
      let a = Tensor<Float>.placeholder("a")
      let b = Tensor<Float>.placeholder("b")
      try define(outputs: [a], givens: [Given(a, b), Given(b, a + 1)])
    }
  }
  if says("float64 array", "float32 input") {
    return VectorCase(name, WideArgument())
  }
  if says("not connected to cost") {
    return .refusal(name, mentioning: "'w'") {
      let a = Tensor<Float>.placeholder("a")
      let w = Shared("w", NDArray<Float>([1, 2]))
      _ = try gradient(of: a * 2, withRespectTo: [w])
    }
  }
  return VectorCase(name, skipped: "this description is not known")
}

/// Makes a function up to its graph, which is where mistakes are found.
private func define(
  inputs: [any TensorConvertible] = [], outputs: [any TensorConvertible] = [],
  updates: [Update] = [], givens: [Given] = []
) throws {
  _ = try FunctionDefinition(
    name: "refused", inputs: inputs, outputs: outputs, updates: updates, givens: givens,
    at: SourceLocation(file: #fileID, line: #line))
}

/// An array of Double for an input of Float.
private struct WideArgument: ProgramCase {
  // It is about types, not numbers.
  var tolerances: Tolerances { Tolerances(double: .exact, float: nil) }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    let x = Tensor<Float>.placeholder("x", shape: [2])
    let function = try engine.function("double", inputs: [x], outputs: [x * 2])
    do {
      _ = try function.call([NDArray<Double>([1, 2])])
      return ["was not refused"]
    } catch {
      return "\(error)".contains("'x'") ? [] : ["the error does not mention 'x': \(error)"]
    }
  }
}
