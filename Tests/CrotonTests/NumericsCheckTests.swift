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

  /// What one kernel computes comes from several lines, and any of them may be to blame.
  @Test func namesAllLinesOfAFusedKernel() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, 2])
    let first = #line + 1
    let logarithm = x.log()
    let scaled = logarithm * 2
    let waves = scaled.sin()
    let product = dot(x, x)
    let power = product.exp().named("power")
    let function = try compile(
      name: "f", inputs: [x], outputs: [waves, power],
      options: CompileOptions(threads: 1, checksNumerics: true))
    func message(_ scalars: [Float]) throws -> [Substring] {
      do {
        try function(NDArray<Float>(shape: [2, 2], scalars: scalars))
        return []
      } catch let error as ModelError {
        return Array("\(error)".split(separator: "\n").dropFirst())
      }
    }
    func notes(_ lines: [Int]) -> [Substring] {
      lines.enumerated().map { position, line in
        let note = position == 0 ? "it is asked for here" : "this is computed by the same kernel"
        return "CrotonTests/NumericsCheckTests.swift:\(first + line): note: \(note)"
      }
    }
    #expect(try message([1, 2, 3, 4]) == [])
    #expect(try message([1, 2, -3, 4]) == notes([2, 1, 0]))
    #expect(try message([30, 1, 1, 1]) == notes([4, 3]))
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
