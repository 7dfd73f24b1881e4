import Croton
import TestSupport
import Testing

/// Shapes far beyond any machine: each function is refused with the user's line, or comes through to
/// its C; nothing overflows on the way.
@Suite struct HugeShapeTests {
  /// What becomes of a function of the given outputs on its way to C.
  private func generate(_ outputs: [any TensorConvertible]) throws {
    let definition = try FunctionDefinition(
      name: "huge", inputs: [], outputs: outputs, updates: [], givens: [], unusedInputs: .ignored,
      at: SourceLocation(file: #fileID, line: #line))
    _ = try GeneratedFunction(definition, options: CompileOptions(vectorBytes: 32))
  }

  private func many(_ shape: Shape) -> Tensor<Float> {
    (Tensor<Float>.constant(1).reshape([]) + arange(0, shape.elementCount).cast(to: Float.self))
      .reshape(shape)
  }

  @Test func productsAndSums() throws {
    let side = 1 << 17
    let matrix = many([side, side])
    try generate([
      dot(matrix, matrix), dot(matrix, many([side, 1])), dot(many([1, side]), matrix),
    ])
    let far = 1 << 45
    try generate([many([far]) + many([far]), (many([far]) * 2).sum()])
    #expect(throws: ModelError.self) { try generate([many([1 << 60]) + 1]) }
    #expect(throws: ModelError.self) {
      try generate([dot(many([1 << 22, 1 << 22]), many([1 << 22, 1 << 22]))])
    }
  }

  @Test func longStepsAndWindows() throws {
    let x = many([2, 3, 8, 8])
    let far = 1 << 62
    let filters = many([4, 3, 3, 3])
    let points = many([4, 3, 1, 1])
    let convolved: Tensor<Float> = conv2d(x, filters: filters, stride: (far, far))
    let dilated: Tensor<Float> = conv2d(x, filters: points, stride: (1, far), dilation: (far, far))
    #expect(convolved.shape == [2, 4, 1, 1])
    #expect(dilated.shape == [2, 4, 8, 1])
    try generate([convolved, dilated])
    for mode in [Pooling.Mode.max, .sum, .averageIncludingPadding, .averageExcludingPadding] {
      let pooled = x.pool2d((far, far), stride: (far, 1), mode: mode, ignoreBorder: false)
      let padded = x.pool2d((10, 10), stride: (far, far), padding: (1, 1), mode: mode)
      #expect(pooled.shape == [2, 3, 1, 1])
      #expect(padded.shape == [2, 3, 1, 1])
      try generate([pooled, padded])
    }
    #expect(throws: ModelError.self) {
      try generate([x.pool2d((far, far), padding: (far - 1, far - 1))])
    }
    #expect(throws: ModelError.self) {
      try generate([conv2d(x, filters: filters, dilation: (far, far))])
    }
  }

  @Test func partsThatOverflowTogether() {
    let x = many([6])
    #expect(throws: ModelError.self) { try generate(x.split([.max, .max, 8])) }
    #expect(throws: ModelError.self) {
      try generate([concatenate([many([1 << 46]), many([1 << 46])])])
    }
  }

  /// Random extents, strides and windows, small and large.
  @Test(arguments: 0..<(Soak.isOn ? 40 : 5))
  func anyShapes(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    func extent(_ bits: Int) -> Int {
      max(
        1,
        (1 << Int.random(in: 0...bits, using: &generator))
          + Int.random(in: -1...1, using: &generator))
    }
    for _ in 0..<20 {
      let x = many([extent(6), extent(6), extent(20), extent(20)])
      let filters = many([extent(10), x.shape?[1] ?? 1, extent(12), extent(12)])
      let steps = (extent(62), extent(62))
      let convolved: Tensor<Float> = conv2d(
        x, filters: filters, padding: .symmetric(rows: extent(20), columns: extent(20)),
        stride: Bool.random(using: &generator) ? steps : (1, extent(3)),
        dilation: (extent(8), extent(8)))
      let pooled = convolved.pool2d(
        (extent(10), extent(62)), stride: (extent(62), extent(10)), mode: .sum,
        ignoreBorder: Bool.random(using: &generator))
      let matrix = many([extent(40), extent(20)])
      let outputs: [any TensorConvertible] = [
        convolved, pooled, dot(matrix, matrix.transpose()), matrix + many([extent(20)]),
      ]
      for output in outputs {
        do {
          try generate([output])
        } catch {
          #expect(error is ModelError || error is MemoryError, "seed \(seed): \(error)")
        }
      }
    }
  }
}
