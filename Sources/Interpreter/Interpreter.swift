import GraphIR

/// Evaluates graphs slowly and obviously, in Double: what compiled functions are compared with.
///
/// Elements of type Float are not rounded to Float on the way, so a result is what a Float
/// computation approximates. Integers wrap as their type does.
///
///     let results = try Interpreter().evaluate(graph, inputs: [images, labels], shared: weights)
///     let cost = results[0].values[0]
package struct Interpreter: Sendable {
  /// Whether the factors of products of Float matrices are rounded to bfloat16.
  let roundsFactors: Bool

  package init(roundsFactors: Bool = false) {
    self.roundsFactors = roundsFactors
  }

  /// The values of a graph's roots, in the order of `graph.roots`.
  ///
  /// - Parameters:
  ///   - inputs: the value of each operation `input(i, …)`, at position i.
  ///   - shared: the value of each operation `shared(i, …)`, at position i.
  /// - Throws: `InterpreterError` where a value is missing, is of another type than the graph says,
  ///   or is one that an operation does not take, such as a label out of range.
  package func evaluate(
    _ graph: Graph, inputs: [NumericArray], shared: [NumericArray]
  ) throws -> [NumericArray] {
    let results = try evaluateAll(graph, inputs: inputs, shared: shared)
    return graph.roots.map { results[$0.value.node][$0.value.result] }
  }

  /// The values of all results of all nodes: `[node][result]`.
  ///
  /// - Throws: what `evaluate` throws.
  package func evaluateAll(
    _ graph: Graph, inputs: [NumericArray], shared: [NumericArray]
  ) throws -> [[NumericArray]] {
    var results: [[NumericArray]] = []
    for node in graph.nodes {
      switch node.operation {
      case .input(let index, let type):
        results.append([try value(of: .input(index), at: index, in: inputs, type)])
      case .shared(let index, let type):
        results.append([try value(of: .shared(index), at: index, in: shared, type)])
      default:
        let operands = node.operands.map { results[$0.node][$0.result] }
        results.append(try apply(node.operation, to: operands, types: node.types))
      }
    }
    return results
  }

  private func value(
    of source: InterpreterError.Source, at index: Int, in values: [NumericArray], _ type: TensorType
  ) throws -> NumericArray {
    guard values.indices.contains(index) else {
      throw InterpreterError.sourceMissing(source, given: values.count)
    }
    guard values[index].type == type else {
      throw InterpreterError.sourceType(source, expected: type, found: values[index].type)
    }
    try checkCount(values[index])
    return values[index]
  }

  /// The results of one operation.
  ///
  /// - Parameter types: the type of each result, as the node of the operation has them.
  /// - Throws: `OperandError` where the operation does not take the operands' types;
  ///   `InterpreterError` where it does not take their values, or gives other types.
  package func apply(
    _ operation: Operation, to operands: [NumericArray], types: [TensorType]
  ) throws -> [NumericArray] {
    try operands.forEach(checkCount)
    let inferred = try operation.resultTypes(of: operands.map(\.type))
    guard inferred == types else {
      throw InterpreterError.resultTypes(
        operation: operation.name, expected: inferred, found: types)
    }
    if case .convolutionBlock(let block) = operation {
      return try convolutionBlock(block, operands, types)
    }
    if case .planeMoments = operation {
      return zip(types, planeMoments(operands[0])).map { NumericArray(type: $0, values: $1) }
    }
    return [NumericArray(type: types[0], values: try values(of: operation, operands, types[0]))]
  }

  /// The elements of the only result of an operation.
  private func values(
    of operation: Operation, _ operands: [NumericArray], _ type: TensorType
  ) throws -> [Double] {
    switch operation {
    case .input, .shared: throw InterpreterError.sourceApplied(operation: operation.name)
    case .constant(let literal): NumericArray(literal).values
    case .iota(let shape): (0..<shape.elementCount).map(Double.init)
    case .custom(let custom):
      custom.operation.values(of: operands.map(\.values), types: operands.map(\.type))
    case .elementwise(let program, let shape): try elementwise(program, shape, operands)
    case .reshape: operands[0].values
    case .dimshuffle(let order): dimshuffle(order, operands[0], to: type.shape)
    case .sliceRows(let count): try sliceRows(count, of: operands[0], from: operands[1])
    case .slice(let slicing): slice(slicing, operands[0])
    case .place(let slicing, let shape): place(slicing, operands[0], in: shape)
    case .concatenate(let axis, _): concatenate(operands, axis: axis, to: type.shape)
    case .take(let batchAxes): try take(operands[0], operands[1], batchAxes: batchAxes)
    case .scatterAdd(let rows, let batchAxes):
      try scatterAdd(operands[0], operands[1], rows: rows, batchAxes: batchAxes)
    case .gatherByLabel: try gatherByLabel(operands[0], operands[1])
    case .scatterByLabel(let classes): try scatterByLabel(operands[0], operands[1], classes)
    case .reduce(let reduction, let axes, _): try reduce(reduction, operands[0], over: axes)
    case .allReduce: operands[0].values
    case .argmax(let axis): try argmax(of: operands[0], along: axis)
    case .dot(let transposesLeft, let transposesRight):
      dot(operands[0], operands[1], transposesLeft, transposesRight, type.shape)
    case .softmax: softmax(operands[0])
    case .softmaxGradient: softmaxGradient(operands[0], operands[1])
    case .logSoftmax: logSoftmax(operands[0])
    case .conv2d(let convolution):
      conv2d(convolution, operands[0], operands[1], type.shape)
    case .conv2dInputGradient(let convolution, _):
      conv2dInputGradient(convolution, operands[0], operands[1], type.shape)
    case .conv2dFilterGradient(let convolution, _):
      conv2dFilterGradient(convolution, operands[0], operands[1], type.shape)
    case .pool2d(let pooling): pool2d(pooling, operands[0])
    case .pool2dGradient(let pooling, let shape): pool2dGradient(pooling, operands[0], to: shape)
    case .maxPool2dGradient(let pooling):
      maxPool2dGradient(pooling, operands[0], maxima: operands[1], gradient: operands[2])
    case .maxPool2dMaskedSum(let pooling):
      maxPool2dMaskedSum(pooling, operands[0], maxima: operands[1], values: operands[2])
    case .convolutionBlock, .planeMoments: []
    case .convolutionBlockInputGradient(let convolution, let pooling, _):
      try blockInputGradient(convolution, pooling, operands, type.shape)
    case .convolutionBlockFilterGradient(let convolution, let pooling, _):
      try blockFilterGradient(convolution, pooling, operands, type.shape)
    case .convolutionBlockBiasGradient:
      try blockBiasGradient(operands[0], mask: operands[1])
    }
  }

  private func checkCount(_ array: NumericArray) throws {
    guard array.values.count == array.shape.elementCount else {
      throw InterpreterError.valueCount(array.type, found: array.values.count)
    }
  }
}
