import Croton
import Testing

/// Arguments that are left out or passed by name.
@Suite struct ArgumentTests {
  private let a = Tensor<Float>.placeholder("a")
  private let b = Tensor<Int32>.placeholder("b")
  private let scale = Tensor<Float>.placeholder("scale", shape: [2])

  private func make() throws -> Function {
    try function(
      "f", inputs: [a, Input(b, default: 44), Input(scale, default: NDArray([1, 10]))],
      outputs: [(a + b.cast(to: Float.self)) * scale])
  }

  @Test func inputsWithDefaultsMayBeLeftOut() throws {
    let f = try make()
    func values(_ outputs: FunctionOutputs) throws -> [Float] { try outputs[0].scalars }
    #expect(try values(f(1)) == [45, 450])
    #expect(try values(f(1, 2)) == [3, 30])
    #expect(try values(f(1, 2, NDArray<Float>([2, 3]))) == [6, 9])
    #expect(try values(f(1, named: ["scale": NDArray<Float>([2, 3])])) == [90, 135])
    #expect(try values(f(named: ["b": 2, "a": 1])) == [3, 30])
  }

  @Test func aDefaultMayComeFirst() throws {
    let sum = try function(
      inputs: [Input(b, default: 44), a], outputs: [a + b.cast(to: Float.self)])
    #expect(try sum(1, 2)[0, as: Float.self].scalar == 3)
    #expect(try sum(named: ["a": 2])[0, as: Float.self].scalar == 46)
    #expect(
      errorText { try sum(1) }
        == "\(#fileID):\(#line): error: f: 'a' is not given and has no default")
  }

  @Test func errorsAreToldByName() throws {
    let f = try make()
    #expect(
      errorText { try f() } == "\(#fileID):\(#line): error: f: 'a' is not given and has no default")
    #expect(
      errorText { try f(1, 2, 3, 4) } == "\(#fileID):\(#line): error: f: "
        + "4 arguments given; expected 1 to 3 (a, b, scale)")
    #expect(
      errorText { try f(1, 2, named: ["b": 3]) }
        == "\(#fileID):\(#line): error: f: 'b' is given twice")
    #expect(
      errorText { try f(1, named: ["b": 3, "b": 4]) }
        == "\(#fileID):\(#line): error: f: 'b' is given twice")
    #expect(
      errorText { try f(1, named: ["scael": 3]) } == "\(#fileID):\(#line): error: f: "
        + "no input is called 'scael'; did you mean 'scale'?")
    #expect(
      errorText { try f(1, named: ["rate": 3]) } == "\(#fileID):\(#line): error: f: "
        + "no input is called 'rate'; there are 'a', 'b', 'scale'")
    #expect(
      errorText { try f(1, named: ["b": 0.5]) } == "\(#fileID):\(#line): error: f: "
        + "'b' is given the number 0.5; expected Int32 of shape ()")
    let constant = try function(outputs: [Tensor<Float>.constant(2)])
    #expect(
      errorText { try constant(named: ["x": 1]) }
        == "\(#fileID):\(#line): error: f: no input is called 'x'; there are none with a name")
  }

  @Test func inputsOfOneNameArePassedByPosition() throws {
    let other = Tensor<Float>.placeholder("a")
    let difference = try function(inputs: [a, other], outputs: [a - other])
    #expect(try difference(3, 1)[0, as: Float.self].scalar == 2)
    #expect(
      errorText { try difference(3, named: ["a": 1]) } == "\(#fileID):\(#line): error: f: "
        + "several inputs are called 'a'; pass them by position")
  }
}
