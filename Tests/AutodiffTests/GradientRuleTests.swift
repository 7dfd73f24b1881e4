import Autodiff
import Diagnostics
import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct GradientRuleTests {
  private let here = GradientCheck.here

  /// Checks one operation over operands of the given shapes.
  private func check(
    _ operation: Operation, _ shapes: Shape..., in range: ClosedRange<Double> = -1...1,
    others: [NumericArray] = [], sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    var generator = SeededGenerator.announced("\(operation.name)")
    try GradientCheck(shapes, in: range, others: others)
      .check(&generator, sourceLocation: sourceLocation) { builder, operands in
        try builder.add(operation, operands, at: here)
      }
  }

  // Broadcast along a missing axis, along an axis of extent 1, to and fro, and not at all.
  @Test(
    arguments: [ElementwiseFunction.add, .subtract, .multiply, .divide],
    [[[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1], [3]], [[], [2, 3]], [[2, 3], [1, 1]]] as [[Shape]])
  func functionOfTwo(function: ElementwiseFunction, shapes: [Shape]) throws {
    let shape = try #require(shapes[0].broadcast(with: shapes[1]))
    try check(.elementwise(function, shape), shapes[0], shapes[1], in: 0.5...2)
  }

  @Test(
    arguments: [
      ElementwiseFunction.negate, .exp, .expm1, .sin, .cos, .tanh, .sigmoid, .erf, .softplus, .abs,
      .identity, .clipGradient(-1e9, 1e9),
    ])
  func functionOfOne(function: ElementwiseFunction) throws {
    try check(.elementwise(function, [2, 3]), [2, 3])
    try check(.elementwise(function, [4, 2, 3]), [2, 1])
  }

  // Of so many elements some are positive, and there is a slope.
  @Test func relu() throws {
    try check(.elementwise(.relu, [4, 8]), [4, 8])
    try check(.elementwise(.rectify, [4, 8]), [4, 8])
    try check(.elementwise(.relu, [2, 40]), [40])
  }

  @Test(arguments: [ElementwiseFunction.log, .log1p, .sqrt])
  func functionOfPositiveNumbers(function: ElementwiseFunction) throws {
    try check(.elementwise(function, [5]), [5], in: 0.5...3)
  }

  @Test func power() throws {
    try check(.elementwise(.power, [2, 3]), [2, 3], [3], in: 0.5...2)
  }

  @Test(arguments: [ElementwiseFunction.minimum, .maximum])
  func choiceOfTwo(function: ElementwiseFunction) throws {
    var generator = SeededGenerator.announced()
    var check = GradientCheck([[2, 3], [3]])
    check.isDistinct = true
    try check.check(&generator) { builder, operands in
      // Elements are multiples of 0.1, so that none of these is equal to one of those.
      let offset = try builder.constant(0.05, TensorType(.double, []), at: here)
      let moved = try builder.add(.add, [operands[1], offset], at: here)
      return try builder.add(function, [operands[0], moved], at: here)
    }
  }

  @Test func choiceByCondition() throws {
    var generator = SeededGenerator.announced()
    let condition = NumericArray([1, 0, 1], [3], .bool)
    try GradientCheck([[2, 3], []], others: [condition]).check(&generator) { builder, operands in
      try builder.add(.select, [operands[2], operands[0], operands[1]], at: here)
    }
  }

  // Where both are equal the first gets the whole gradient; 0 to a power has no logarithm; the
  // derivatives of |x| and relu at 0 are 0 and 1/2: Theano's rules.
  @Test func gradientsAtTheCorners() throws {
    func gradients(_ function: ElementwiseFunction, at point: [Double]) throws -> [Double] {
      var builder = GraphBuilder()
      var operands: [Value] = []
      for index in point.indices {
        operands.append(try builder.add(.input(index, TensorType(.double, [])), at: here))
      }
      let cost = try builder.add(function, operands, at: here)
      let values = try Autodiff.gradients(of: cost, withRespectTo: operands, adding: &builder)
      let graph = builder.graph(
        name: "gradient", roots: values.enumerated().map { .init(.output($0), $1) })
      let inputs = point.map { NumericArray([$0], []) }
      return try Interpreter().evaluate(graph, inputs: inputs, shared: []).map { $0.values[0] }
    }
    #expect(try gradients(.maximum, at: [3, 3]) == [1, 0])
    #expect(try gradients(.minimum, at: [3, 3]) == [1, 0])
    #expect(try gradients(.power, at: [0, 2]) == [0, 0])
    #expect(try gradients(.abs, at: [0]) == [0])
    #expect(try gradients(.sign, at: [3]) == [0])
    #expect(try gradients(.relu, at: [0]) == [0.5])
    #expect(try gradients(.relu, at: [-1]) == [0])
    #expect(try [-1, 0, 3].map { try gradients(.rectify, at: [$0]) } == [[0], [0], [1]])
  }

  @Test func partsAndWholes() throws {
    let part = Slicing(starts: [2, 0], steps: [-1, 2], extents: [3, 2])
    try check(.slice(part), [4, 4])
    try check(.place(part, [4, 4]), [3, 2])
    try check(.concatenate(axis: 1, count: 3), [2, 1], [2, 3], [2, 2])
    let rows = NumericArray([1, -1, 1, 0], [2, 2], .int32)
    try check(.take(), [3, 2], others: [rows])
    try check(.scatterAdd(rows: 3), [2, 2, 4], others: [rows])
    try check(.take(batchAxes: 1), [2, 3, 4], others: [rows])
    try check(.scatterAdd(rows: 3, batchAxes: 1), [2, 2, 4], others: [rows])
    try check(.sliceRows(count: 2), [5, 3], others: [NumericArray([1], [], .int32)])
  }

  @Test(arguments: Reduction.allCases)
  func reductions(reduction: Reduction) throws {
    for (axes, keeps) in [
      ([0], false), ([1], true), ([0, 2], false), ([0, 1, 2], true), ([], false),
    ] {
      var generator = SeededGenerator.announced("\(reduction) \(axes)")
      var check = GradientCheck([[2, 3, 2]], in: 0.5...2)
      check.isDistinct = reduction.startsWithFirst
      try check.check(&generator) { builder, operands in
        try builder.add(
          .reduce(reduction, axes: axes, keepsDimensions: keeps), operands, at: here)
      }
    }
  }

  // Beside one zero only the zero has a slope, beside two none has; ties all get the whole gradient.
  @Test func gradientsOfReductionsAtTheCorners() throws {
    func gradient(_ reduction: Reduction, at point: [Double]) throws -> [Double] {
      var builder = GraphBuilder()
      let x = try builder.add(.input(0, TensorType(.double, [point.count])), at: here)
      let cost = try builder.add(
        .reduce(reduction, axes: [0], keepsDimensions: false), [x], at: here)
      let value = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)[0]
      let graph = builder.graph(name: "gradient", roots: [.init(.output(0), value)])
      return try Interpreter().evaluate(
        graph, inputs: [NumericArray(point, [point.count])], shared: [])[0].values
    }
    #expect(try gradient(.product, at: [2, 0, 3]) == [0, 6, 0])
    #expect(try gradient(.product, at: [2, 0, 0]) == [0, 0, 0])
    #expect(try gradient(.maximum, at: [1, 3, 3]) == [0, 1, 1])
    #expect(try gradient(.minimum, at: [1, 3, 1]) == [1, 0, 1])
  }

  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func productsOfBatches(transposesLeft: Bool, transposesRight: Bool) throws {
    try check(
      .dot(transposesLeft: transposesLeft, transposesRight: transposesRight),
      transposesLeft ? [2, 4, 3] : [2, 3, 4], transposesRight ? [2, 5, 4] : [2, 4, 5])
  }

  @Test func castBetweenReals() throws {
    var generator = SeededGenerator.announced()
    try GradientCheck([[4]]).check(&generator) { builder, operands in
      let float = try builder.add(.cast(.float), operands, at: here)
      let squares = try builder.add(.multiply, [float, float], at: here)
      return try builder.add(.cast(.double), [squares], at: here)
    }
  }

  @Test func stepWithOneOperandTwice() throws {
    let program = ScalarProgram(operandCount: 1, steps: [.init(.multiply, [0, 0])])
    try check(.elementwise(program, [2, 3]), [3])
  }

  @Test func stepWithOperandsTurnedAround() throws {
    let program = ScalarProgram(operandCount: 2, steps: [.init(.divide, [1, 0])])
    try check(.elementwise(program, [3]), [3], [3], in: 0.5...2)
  }

  @Test func reshape() throws {
    try check(.reshape([3, 2]), [2, 3])
    try check(.reshape([1]), [])
  }

  @Test func dimshuffle() throws {
    try check(.dimshuffle([2, nil, 0]), [2, 1, 3])
    try check(.dimshuffle([nil, 0, nil, nil]), [4])
  }

  @Test(arguments: [true, false])
  func sum(keepsDimensions: Bool) throws {
    try check(.reduce(.sum, axes: [1], keepsDimensions: keepsDimensions), [2, 3, 2])
    try check(.reduce(.sum, axes: [2, 0], keepsDimensions: keepsDimensions), [2, 3, 2])
    try check(.reduce(.sum, axes: [], keepsDimensions: keepsDimensions), [2])
  }

  @Test func labels() throws {
    let labels = NumericArray([2, 0, 2], [3], .int32)
    try check(.gatherByLabel, [3, 4], others: [labels])
    try check(.scatterByLabel(classes: 3), [3], others: [labels])
  }

  @Test(arguments: [true, false], [true, false])
  func dot(transposesLeft: Bool, transposesRight: Bool) throws {
    try check(
      .dot(transposesLeft: transposesLeft, transposesRight: transposesRight),
      transposesLeft ? [3, 2] : [2, 3], transposesRight ? [4, 3] : [3, 4])
  }

  @Test func softmax() throws {
    try check(.softmax, [3, 4])
    try check(.logSoftmax, [3, 4])
    try check(.softmaxGradient, [3, 4], [3, 4])
  }

  @Test(arguments: [
    Convolution(), Convolution(flipsFilters: false), Convolution(stride: [2, 3]),
    Convolution(dilation: [1, 2], groups: 3),
    Convolution(stride: [2, 1], dilation: [3, 2], groups: 3, flipsFilters: false),
  ])
  func convolution(_ convolution: Convolution) throws {
    let input: Shape = [2, 6, 8, 7]
    let filters: Shape = [3, 6 / convolution.groups, 2, 3]
    let output = convolution.outputShape(input: input, filters: filters)
    try check(.conv2d(convolution), input, filters)
    try check(.conv2dInputGradient(convolution, inputShape: input), filters, output)
    try check(.conv2dFilterGradient(convolution, filterShape: filters), input, output)
  }

  private static let unit = Pooling(window: [1, 1], ignoresBorder: true)

  // The first operand is a parameter of one element, and so are all the others but the mask.
  @Test(
    arguments: [
      (
        .convolutionBlock(ConvolutionBlock(convolution: Convolution(), pooling: unit)), [.double]
      ),
      (
        .convolutionBlockInputGradient(Convolution(), unit, inputShape: [1, 1, 1, 1]),
        [.double, .uint8]
      ),
      (
        .convolutionBlockFilterGradient(Convolution(), unit, filterShape: [1, 1, 1, 1]),
        [.double, .uint8]
      ),
    ] as [(GraphIR.Operation, [ElementType])])
  func hasNone(operation: GraphIR.Operation, others: [ElementType]) throws {
    var builder = GraphBuilder()
    let operands = try ([.double] + others).enumerated().map { index, type in
      try builder.add(.input(index, TensorType(type, [1, 1, 1, 1])), at: here)
    }
    let y = try builder.add(operation, operands, at: here)
    let cost = try builder.add(.reshape([]), [y], at: here)
    #expect(
      throws: GradientError.noGradient(
        operation: operation.name, location: "Tests/Model.swift:1")
    ) {
      try Autodiff.gradients(of: cost, withRespectTo: [operands[0]], adding: &builder)
    }
  }

  // Written with logSoftmax, which is finite where the logarithm of softmax is not.
  @Test func crossEntropyMatchesTheVectors() throws {
    struct File: Decodable {
      struct Case: Decodable {
        let name: String
        let logits: VectorArray
        let labels: [Double]
        let grad_sum_nll_wrt_logits: VectorArray
      }
      let cases: [Case]
    }
    for vector in try Vectors.load("softmax_nll.json", as: File.self).cases {
      let logits = NumericArray(vector.logits)
      let labels = NumericArray(vector.labels, [vector.labels.count], .int32)
      var builder = GraphBuilder()
      let x = try builder.add(.input(0, logits.type), at: here)
      let y = try builder.add(.input(1, labels.type), at: here)
      let logarithms = try builder.add(.logSoftmax, [x], at: here)
      let chosen = try builder.add(.gatherByLabel, [logarithms, y], at: here)
      let sum = try builder.add(
        .reduce(.sum, axes: [0], keepsDimensions: false), [chosen], at: here)
      let cost = try builder.add(.negate, [sum], at: here)
      let gradient = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)[0]
      let graph = builder.graph(name: "entropy", roots: [.init(.output(0), gradient)])
      let found = try Interpreter().evaluate(graph, inputs: [logits, labels], shared: [])
      let difference = vector.grad_sum_nll_wrt_logits.difference(
        from: found[0].values, relative: 1e-12, absolute: 1e-15)
      #expect(difference == nil, "\(vector.name)")
    }
  }

  @Test func broadcastingMatchesTheVectors() throws {
    struct File: Decodable {
      struct Case: Decodable {
        let x: VectorArray
        let y: VectorArray
        let gz: VectorArray
        let gx: VectorArray
        let gy: VectorArray
      }
      let broadcast_add: [Case]
    }
    for vector in try Vectors.load("tensor_ops.json", as: File.self).broadcast_add {
      let arrays = [vector.x, vector.y, vector.gz].map { NumericArray($0) }
      var builder = GraphBuilder()
      let inputs = try arrays.enumerated().map { index, array in
        try builder.add(.input(index, array.type), at: here)
      }
      let sum = try builder.add(.add, Array(inputs[..<2]), at: here)
      let weighted = try builder.add(.multiply, [sum, inputs[2]], at: here)
      let axes = Array(0..<vector.gz.shape.count)
      let cost = try builder.add(
        .reduce(.sum, axes: axes, keepsDimensions: false), [weighted], at: here)
      let gradients = try Autodiff.gradients(
        of: cost, withRespectTo: Array(inputs[..<2]), adding: &builder)
      let graph = builder.graph(
        name: "broadcast", roots: gradients.enumerated().map { .init(.output($0), $1) })
      let found = try Interpreter().evaluate(graph, inputs: arrays, shared: [])
      #expect(vector.gx.difference(from: found[0].values) == nil)
      #expect(vector.gy.difference(from: found[1].values) == nil)
    }
  }
}
