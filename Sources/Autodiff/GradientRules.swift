import Diagnostics
import GraphIR

/// What a gradient becomes on its way back through one node: one rule per operation.
///
/// In the formulas a, b, … are the operands, y is the result, g is the gradient of the cost at the
/// result, and da, db, … are the gradients at the operands. New nodes have the node's location.
struct GradientRules {
  private(set) var builder: GraphBuilder
  let node: Node
  /// y
  let result: Value
  /// g
  let gradient: Value
  /// Where the parts of a concatenation begin, found once for all of them.
  var starts: [Int] = []

  init(builder: GraphBuilder, node: Node, result: Value, gradient: Value) {
    self.builder = builder
    self.node = node
    self.result = result
    self.gradient = gradient
  }

  /// The gradient at one of the node's operands, a floating-point one.
  mutating func gradient(atOperand position: Int) throws -> Value {
    switch node.operation {
    case .elementwise(let program, _) where program.steps.count == 1:
      let step = program.steps[0]
      // A step may read one operand twice, or operands in another order.
      var total: Value?
      for (argument, operand) in step.arguments.enumerated() where operand == position {
        let arguments = step.arguments.map { node.operands[$0] }
        let part = try elementwise(step.function, arguments, at: argument)
        total = try total.map { try add(.add, $0, part) } ?? part
      }
      guard let total else { throw noGradient }
      return total
    case .custom(let custom): return try self.custom(custom.operation, at: position)
    case .reshape: return try reshape(gradient, to: shape(of: node.operands[position]))
    case .dimshuffle(let order): return try dimshuffle(order)
    case .sliceRows: return try sliceRows()
    case .slice(let slicing):
      return try add(.place(slicing, shape(of: node.operands[0])), gradient)
    case .place(let slicing, _): return try add(.slice(slicing), gradient)
    case .concatenate(let axis, _): return try concatenate(axis, at: position)
    case .take(let batchAxes):
      let rows = shape(of: node.operands[0])[batchAxes]
      return try add(.scatterAdd(rows: rows, batchAxes: batchAxes), gradient, node.operands[1])
    case .scatterAdd(_, let batchAxes):
      return try add(.take(batchAxes: batchAxes), gradient, node.operands[1])
    case .gatherByLabel: return try gatherByLabel()
    case .scatterByLabel: return try add(.gatherByLabel, gradient, node.operands[1])
    case .reduce(let reduction, let axes, _): return try reduce(reduction, over: axes)
    case .dot(let transposesLeft, let transposesRight):
      return try dot(transposesLeft, transposesRight, at: position)
    case .softmax: return try add(.softmaxGradient, result, gradient)
    case .logSoftmax: return try logSoftmax()
    case .softmaxGradient: return try softmaxGradient(at: position)
    case .conv2d(let convolution): return try conv2d(convolution, at: position)
    case .conv2dInputGradient(let convolution, _):
      return try conv2dInputGradient(convolution, at: position)
    case .conv2dFilterGradient(let convolution, _):
      return try conv2dFilterGradient(convolution, at: position)
    case .pool2d(let pooling): return try pool2d(pooling)
    case .pool2dGradient(let pooling, _): return try add(.pool2d(pooling), gradient)
    case .maxPool2dGradient(let pooling): return try maxPool2dGradient(pooling, at: position)
    case .maxPool2dMaskedSum(let pooling): return try maxPool2dMaskedSum(pooling, at: position)
    case .input, .shared, .constant, .iota, .elementwise, .argmax, .planeMoments, .allReduce,
      .convolutionBlock, .convolutionBlockInputGradient, .convolutionBlockFilterGradient,
      .convolutionBlockBiasGradient:
      throw noGradient
    }
  }

  private mutating func custom(_ operation: any CustomOperation, at position: Int) throws -> Value {
    let value = try operation.gradient(
      at: position, operands: node.operands, result: result, gradient: gradient, adding: &builder,
      at: node.location)
    guard let value else { throw noGradient }
    return value
  }

  var noGradient: GradientError {
    .noGradient(operation: node.operation.name, location: node.location.description)
  }
}

// How the rules write nodes.
extension GradientRules {
  mutating func add(_ operation: Operation, _ operands: Value...) throws -> Value {
    try builder.add(operation, operands, at: node.location)
  }

  mutating func add(_ function: ElementwiseFunction, _ operands: Value...) throws -> Value {
    try builder.add(function, operands, at: node.location)
  }

  mutating func reshape(_ value: Value, to shape: Shape) throws -> Value {
    self.shape(of: value) == shape ? value : try add(.reshape(shape), value)
  }

  func shape(of value: Value) -> Shape { builder.type(of: value).shape }
}
