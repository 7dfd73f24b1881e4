import Diagnostics
import Frontend
import GraphIR
import Testing

/// What can be wrong with a function whose expressions are all right.
@Suite struct FunctionErrorTests {
  @Test func inputs() throws {
    let line = #line
    let x = Tensor<Float>.placeholder("x")
    let y = Tensor<Float>.placeholder("y")
    let w = Shared("w", NDArray<Float>(1))
    let squashed = x.tanh()
    let made = "is made here"
    #expect(
      errorText { try define(inputs: [w], outputs: [w * 2]) }
        == [
          error(
            #line, "cannot use the shared value 'w' as an input; it is read where it is used"),
          note(line + 3, "'w' \(made)"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(inputs: [x, squashed], outputs: [squashed]) }
        == [
          error(#line, "this input is computed by an expression; expected a placeholder"),
          note(line + 4, "it \(made)"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(inputs: [x, x, x], outputs: [squashed]) }
        == [
          error(#line, "the input 'x' is listed twice"), note(line + 1, "'x' \(made)"),
          error(#line, "the input 'x' is listed twice"), note(line + 1, "'x' \(made)"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(inputs: [x, y], outputs: [squashed]) }
        == [
          error(#line, "the input 'y' is not used by any output or update"),
          note(line + 2, "'y' \(made)"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(inputs: [x], outputs: [squashed * y]) }
        == [
          error(#line, "'y' is needed, but it is neither an input nor given"),
          note(line + 2, "'y' \(made)"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(inputs: [x], outputs: [squashed], givens: [Given(x, w)]) }
        == [
          error(#line, "'x' is both an input and given"), note(line + 1, "'x' \(made)"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(inputs: [Input(x, default: NDArray([1, 2]))], outputs: [squashed]) }
        == [
          error(#line, "the default of the input 'x' is float(2,); expected float()"),
          note(line + 1, "'x' \(made)"),
        ].joined(separator: "\n"))
  }

  @Test func updates() throws {
    let line = #line
    let w = Shared("w", NDArray<Float>([1, 2]))
    let first = Update(w, to: w * 2)
    let second = Update(w, to: w * 3)
    let tooShort = Update(w, to: w.sum())
    #expect(
      errorText { try define(updates: [first, second]) }
        == [
          error(line + 3, "the shared value 'w' has two updates"),
          note(line + 2, "the other update is here"), note(line + 1, "'w' is made here"),
          note(#line, "the function 'f' is made here"),
        ].joined(separator: "\n"))
    let words = "the update of 'w' is float(); expected float(2,), the type of the shared value"
    #expect(
      errorText { try define(updates: [tooShort]) }
        == [
          error(line + 4, words), note(line + 1, "'w' is made here"),
          note(#line, "the function 'f' is made here"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(updates: [Update(w, to: w.sum())]) }
        == [
          error(#line, words), note(line + 1, "'w' is made here"),
        ].joined(separator: "\n"))
  }

  @Test func defaultUpdates() throws {
    let line = #line
    let w = Shared("w", NDArray<Float>([1, 2]))
    w.setDefaultUpdate { $0.sum() }
    #expect(
      errorText { try define(outputs: [w.tanh()]) }
        == [
          error(
            line + 2,
            "the update of 'w' is float(); expected float(2,), the type of the shared value"),
          note(line + 1, "'w' is made here"), note(#line, "the function 'f' is made here"),
        ].joined(separator: "\n"))
    let v = Shared("v", NDArray<Float>([1, 2]))
    v.setDefaultUpdate { $0.reshape([3]) }
    #expect(
      errorText { try define(outputs: [v.tanh()]) }
        == error(
          #line - 1, "reshape: shape (2,) has 2 elements, (3,) has 3; expected equal counts"))
  }

  @Test func givens() throws {
    let line = #line
    let x = Tensor<Float>.placeholder("x")
    let y = Tensor<Float>.placeholder("y")
    let w = Shared("w", NDArray<Float>(1))
    let v = Shared("v", NDArray<Float>([1, 2]))
    let first = Given(x, w)
    #expect(
      errorText { try define(outputs: [-x], givens: [first, Given(x, w + 1)]) }
        == [
          error(#line, "'x' is given twice"), note(line + 5, "it is given here too"),
          note(line + 1, "'x' is made here"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(outputs: [-x], givens: [Given(x, v)]) }
        == [
          error(#line, "'x' is given as float(2,); expected float()"),
          note(line + 1, "'x' is made here"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(outputs: [-v], givens: [Given(v, w)]) }
        == [
          error(#line, "'v' is given as float(); expected float(2,)"),
          note(line + 4, "'v' is made here"),
        ].joined(separator: "\n"))
    let sum = v.sum()
    #expect(
      errorText { try define(outputs: [-sum], givens: [Given(sum, v)]) }
        == [
          error(#line, "this expression is given as float(2,); expected float()"),
          note(#line - 1, "it is made here"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(outputs: [x], givens: [Given(x, y), Given(y, x + 1)]) }
        == [
          error(#line, "what is given for 'x' is computed from 'x' itself"),
          note(line + 1, "'x' is made here"),
        ].joined(separator: "\n"))
    #expect(
      errorText { try define(outputs: [x], givens: [Given(x, x)]) }
        == [
          error(#line, "what is given for 'x' is computed from 'x' itself"),
          note(line + 1, "'x' is made here"),
        ].joined(separator: "\n"))
    let cyclic = Given(sum, sum * 2)
    #expect(
      errorText { try define(outputs: [sum], givens: [cyclic]) }
        == [
          error(
            #line - 1, "what is given for this expression is computed from this expression itself"),
          note(sum.expression.location.line, "it is made here"),
          note(#line, "the function 'f' is made here"),
        ].joined(separator: "\n"))
    let doubled = w * 2
    #expect(
      errorText { try define(outputs: [doubled + 1], givens: [Given(w, doubled)]) }
        == [
          error(#line, "what is given for 'w' is computed from 'w' itself"),
          note(line + 3, "'w' is made here"),
        ].joined(separator: "\n"))
  }

  @Test func sharedShapes() throws {
    let w = try zeros("w", [2, 3])
    #expect(
      errorText { try w.set(NDArray([1, 2, 3])) }
        == error(#line, "the shared value 'w' has shape (2, 3); it cannot be set to shape (3,)"))
    #expect(w.value == (try NDArray(repeating: 0, shape: [2, 3])))
  }

  @Test func allAreThrownAtOnce() throws {
    let line = #line
    let x = Tensor<Float>.placeholder("x")
    let y = Tensor<Float>.placeholder("y")
    let w = Shared("w", NDArray<Float>([1, 2]))
    let bad = w.reshape([3])
    let found = errorText {
      try define(
        inputs: [y, bad], outputs: [x + bad], updates: [Update(w, to: x)], givens: [Given(x, w)])
    }
    #expect(
      found
        == [
          error(line + 4, "reshape: shape (2,) has 2 elements, (3,) has 3; expected equal counts"),
          error(line + 6, "the input 'y' is not used by any output or update"),
          note(line + 2, "'y' is made here"),
          error(line + 7, "'x' is given as float(2,); expected float()"),
          note(line + 1, "'x' is made here"),
          note(line + 6, "the function 'f' is made here"),
          error(
            line + 7,
            "the update of 'w' is float(); expected float(2,), the type of the shared value"),
          note(line + 3, "'w' is made here"), note(line + 6, "the function 'f' is made here"),
        ].joined(separator: "\n"))
  }

  /// An error is told once, wherever the function mentions the expression.
  @Test func errorsAreToldOnce() throws {
    let w = Shared("w", NDArray<Float>([1, 2]))
    let z = Tensor<Float>.placeholder("z")
    let line = #line
    let p = Tensor<Float>.placeholder("p", shape: [-1])
    let q = p.tanh()
    let expected = error(
      line + 1, "placeholder: shape (-1,) \(ExpressionErrorTests.impossible)")
    #expect(errorText { try define(inputs: [p], outputs: [p]) } == expected)
    #expect(errorText { try define(inputs: [p, p], outputs: [w]) } == expected)
    #expect(errorText { try define(inputs: [q], outputs: [w]) } == expected)
    #expect(errorText { try define(outputs: [p.named("a"), p.named("b")]) } == expected)
    #expect(errorText { try define(outputs: [w], givens: [Given(p, w)]) } == expected)
    #expect(errorText { try define(outputs: [w], givens: [Given(z, q)]) } == expected)
    #expect(errorText { try define(updates: [Update(w, to: p)]) } == expected)
  }

  @Test func gradients() throws {
    let line = #line
    let w = Shared("w", NDArray<Float>([1, 2]))
    let unused = Shared("unused", NDArray<Float>([1, 2]))
    let cost = w.tanh().sum()
    let product = (w * 2)
    #expect(
      errorText { _ = try gradient(of: w.tanh(), withRespectTo: [w]) }
        == error(
          #line, "gradient: the cost has shape (2,); expected a single number (use sum or mean)"))
    let disconnected =
      "the cost does not depend on parameter 1, or only through indices such as labels"
    #expect(
      errorText { _ = try gradient(of: cost, withRespectTo: [w, unused]) }
        == [
          error(#line, "gradient: \(disconnected)"),
          note(line + 2, "parameter 1, 'unused', is made here"),
        ].joined(separator: "\n"))
    #expect(
      errorText { _ = try gradient(of: cost, withRespectTo: [w, product]) }
        == [
          error(#line, "gradient: \(disconnected)"),
          note(product.expression.location.line, "parameter 1, it, is made here"),
        ].joined(separator: "\n"))
  }
}
