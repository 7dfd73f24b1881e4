import Croton
import Testing

/// What a user reads when a model goes out of bounds.
@Suite struct NumericsCheckTests {
  @Test func namesTheLineOfTheFirstBadOperation() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2])
    let total = Shared("total", NDArray<Float>([1, 2]))
    let line = #line + 1
    let logarithm = x.log().named("likelihood")
    let next = total + logarithm.exp()
    var options = CompileOptions(optimization: .none, checksNumerics: true)
    options.threads = 1
    let add = try compile(
      name: "add", inputs: [x], updates: [Update(total, to: next)], options: options)
    try add(NDArray<Float>([1, 2]))
    #expect(total.value.scalars == [2, 4])
    let callLine = #line + 2
    do {
      try add(NDArray<Float>([1, 0]))
      Issue.record("the logarithm of 0 was not found")
    } catch let error as ModelError {
      #expect(
        "\(error)" == """
          CrotonTests/NumericsCheckTests.swift:\(callLine): error: add: likelihood_log: element 1 of \
          float(2,) is -infinity; expected a number of at most 1e10 in absolute value
          CrotonTests/NumericsCheckTests.swift:\(line): note: it is asked for here
          """)
    }
    #expect(total.value.scalars == [2, 4])
  }

  @Test func findsParametersThatDiverge() throws {
    let weight = Shared("weight", NDArray<Double>([3]))
    let grow = try compile(
      name: "grow", updates: [Update(weight, to: weight * weight)],
      options: CompileOptions(checksNumerics: true))
    for _ in 0..<4 { try grow() }
    #expect(weight.value.scalars == [43_046_721])
    #expect(throws: ModelError.self) { try grow() }
    #expect(weight.value.scalars == [43_046_721])
  }
}
