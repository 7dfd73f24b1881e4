import GraphIR

// With x the input, w the filters and v a gradient at the output, the three operations
// y = conv2d(x, w), x = conv2dInputGradient(w, v) and w = conv2dFilterGradient(x, v) are linear in
// each operand, and each is the transpose of another: the rules go round in a circle.

extension GradientRules {
  /// `y = conv2d(x, w)`: `dx = conv2dInputGradient(w, g)`, `dw = conv2dFilterGradient(x, g)`
  mutating func conv2d(_ convolution: Convolution, at position: Int) throws -> Value {
    let (x, w) = (node.operands[0], node.operands[1])
    return position == 0
      ? try add(.conv2dInputGradient(convolution, inputShape: shape(of: x)), w, gradient)
      : try add(.conv2dFilterGradient(convolution, filterShape: shape(of: w)), x, gradient)
  }

  /// `y = conv2dInputGradient(w, v)`: `dw = conv2dFilterGradient(g, v)`, `dv = conv2d(g, w)`
  mutating func conv2dInputGradient(_ convolution: Convolution, at position: Int) throws -> Value {
    let (w, v) = (node.operands[0], node.operands[1])
    return position == 0
      ? try add(.conv2dFilterGradient(convolution, filterShape: shape(of: w)), gradient, v)
      : try add(.conv2d(convolution), gradient, w)
  }

  /// `y = conv2dFilterGradient(x, v)`: `dx = conv2dInputGradient(g, v)`, `dv = conv2d(x, g)`
  mutating func conv2dFilterGradient(_ convolution: Convolution, at position: Int) throws -> Value {
    let (x, v) = (node.operands[0], node.operands[1])
    return position == 0
      ? try add(.conv2dInputGradient(convolution, inputShape: shape(of: x)), gradient, v)
      : try add(.conv2d(convolution), x, gradient)
  }
}
