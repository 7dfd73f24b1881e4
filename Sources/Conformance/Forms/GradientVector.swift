import Frontend

/// A cost as a formula, and its gradients.
struct GradientVector: Decodable, Sendable {
  private let cost: String
  /// Where the gradient by the only variable is taken.
  private let at: GivenArray?
  /// One number, where every element of the gradient is the same.
  private let grad: GivenArray?
  private let x: GivenArray?
  private let A: GivenArray?
  private let value: ExpectedArray?
  private let grad_x: ExpectedArray?
  private let grad_A: ExpectedArray?
  /// The gradient where none is clipped.
  private let unclipped: ExpectedArray?
  private let name_of_grad: String?

  /// - Throws: `VectorFileError` where the formula is not understood.
  var vectorCase: VectorCase {
    get throws {
      let name = "gradient of \(cost)"
      // Remarks follow the formula, and a name may come before it.
      let words = cost.replacing(#/ +\((?<remark>[^()]*)\)$/#, with: "")
      let remark = cost.dropFirst(words.count)
      if remark.contains("int") { return VectorCase(name, refusedBy: .gradientOfIntegers) }
      let parts = words.split(separator: " = ", maxSplits: 1).map(String.init)
      let formula = try Formula(parts.last ?? words)
      if let name_of_grad {
        return VectorCase(
          name,
          check: {
            try nameDifference(formula, named: parts.count == 2 ? parts[0] : "cost", name_of_grad)
          })
      }
      return VectorCase(
        name,
        GradientCase(
          formula: formula, variables: variables(formula), value: value, unclipped: unclipped))
    }
  }

  private func variables(_ formula: Formula) -> [GradientCase.Variable] {
    let named = [("x", x, grad_x), ("A", A, grad_A)].compactMap { name, value, expected in
      value.map { GradientCase.Variable(name: name, value: $0, expected: expected) }
    }
    guard named.isEmpty, let only = formula.names.sorted().first, let grad else { return named }
    // Where no place is given, the gradient is the same everywhere.
    let value = at ?? GivenArray(shape: [2, 2], values: [1, 4, 3, 2])
    let expected =
      grad.shape == .scalar
      ? ExpectedArray(
        shape: value.shape, values: value.values.map { _ in grad.values[0] }) : ExpectedArray(grad)
    return [GradientCase.Variable(name: only, value: value, expected: expected)]
  }

  private func nameDifference(
    _ formula: Formula, named name: String, _ expected: String
  ) throws -> String? {
    let x = Tensor<Double>.placeholder("x", shape: [2])
    let A = Tensor<Double>.placeholder("A", shape: [2, 2])
    let cost = try formula.tensor(["x": x, "A": A]).named(name)
    let gradients = try gradient(of: cost, withRespectTo: [x])
    return difference(gradients[0].name ?? "no name", expected)
  }
}

private struct GradientCase: GraphCase {
  struct Variable: Sendable {
    let name: String
    let value: GivenArray
    let expected: ExpectedArray?
  }

  let formula: Formula
  let variables: [Variable]
  let value: ExpectedArray?
  let unclipped: ExpectedArray?

  var givens: [GivenArray] { variables.map(\.value) }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let shared = try variables.map { try $0.value.shared($0.name, of: type) }
    let names = Dictionary(
      uniqueKeysWithValues: zip(variables.map(\.name), shared.map(\.tensor)))
    let cost = try formula.tensor(names)
    let gradients = try gradient(of: cost, withRespectTo: shared, disconnected: .zero)
    var expectations = zip(variables, gradients).compactMap { variable, gradient in
      variable.expected.map {
        Expectation(what: "gradient by \(variable.name)", tensor: gradient, expected: $0)
      }
    }
    if let value { expectations.append(Expectation(what: "value", tensor: cost, expected: value)) }
    if let unclipped {
      let cost = try formula.tensor(names, clipsGradients: false)
      let gradients = try gradient(of: cost, withRespectTo: shared)
      expectations.append(
        Expectation(what: "gradient without clipping", tensor: gradients[0], expected: unclipped))
    }
    return expectations
  }
}
