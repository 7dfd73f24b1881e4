import Frontend
import GraphIR
import Testing

/// Each operation of the language, and the graph that it becomes.
@Suite struct OperationTests {
  private let x = Tensor<Float>.placeholder("x", shape: [2, 3])
  private let v = Tensor<Float>.placeholder("v", shape: [3])

  private func ofX(_ build: (Tensor<Float>) -> any TensorConvertible) throws -> String {
    let lines = try text(inputs: [x], outputs: [build(x)]).split(separator: "\n")
    #expect(lines.first == "%0 = input(0) : float(2, 3) \"x\"")
    return lines.dropFirst().joined(separator: "\n")
  }

  @Test func operatorsBroadcast() throws {
    let names = ["add", "subtract", "multiply", "divide"]
    for (name, result) in zip(names, [x + v, x - v, x * v, x / v]) {
      #expect(
        try text(inputs: [x, v], outputs: [result]) == """
          %0 = input(0) : float(2, 3) "x"
          %1 = input(1) : float(3,) "v"
          %2 = \(name) %0, %1 : float(2, 3)
          output 0 = %2
          """)
    }
  }

  @Test func numbersStandOnEitherSide() throws {
    let names = ["add", "subtract", "multiply", "divide"]
    for (name, result) in zip(names, [x + 2, x - 2, x * 2, x / 2]) {
      #expect(
        try ofX { _ in result } == """
          %1 = constant(2.0) : float()
          %2 = \(name) %0, %1 : float(2, 3)
          output 0 = %2
          """)
    }
    for (name, result) in zip(names, [2 + x, 2 - x, 2 * x, 2 / x]) {
      let lines = try text(inputs: [x], outputs: [result]).split(separator: "\n")
      #expect(lines.contains("%2 = \(name) %1, %0 : float(2, 3)"))
    }
    #expect(
      try ofX { -$0 } == """
        %1 = negate %0 : float(2, 3)
        output 0 = %1
        """)
  }

  @Test func sharedValuesAreOperands() throws {
    let w = Shared("w", NDArray<Float>([1, 2, 3]))
    #expect(
      try text(inputs: [x], outputs: [x * w + w, w - x]) == """
        %0 = input(0) : float(2, 3) "x"
        %1 = shared(0) : float(3,) "w"
        %2 = multiply %0, %1 : float(2, 3)
        %3 = add %2, %1 : float(2, 3)
        %4 = subtract %1, %0 : float(2, 3)
        output 0 = %3
        output 1 = %4
        """)
  }

  @Test func comparisonsGiveBooleans() throws {
    let names = ["equal", "notEqual", "less", "lessOrEqual", "greater", "greaterOrEqual"]
    let results = [x .== v, x .!= v, x .< v, x .<= v, x .> v, x .>= v]
    for (name, result) in zip(names, results) {
      let lines = try text(inputs: [x, v], outputs: [result]).split(separator: "\n")
      #expect(lines.contains("%2 = \(name) %0, %1 : bool(2, 3)"))
    }
    let withNumbers = [x .== 2, x .!= 2, x .< 2, x .<= 2, x .> 2, x .>= 2]
    for (name, result) in zip(names, withNumbers) {
      #expect(
        try ofX { _ in result } == """
          %1 = constant(2.0) : float()
          %2 = \(name) %0, %1 : bool(2, 3)
          output 0 = %2
          """)
    }
  }

  @Test func logicCombinesBooleans() throws {
    let a = Tensor<Bool>.placeholder("a", shape: [2, 3])
    let b = Tensor<Bool>.placeholder("b", shape: [3])
    for (name, result) in [
      ("logicalAnd", a .& b), ("logicalOr", a .| b), ("logicalXor", a .^ b),
    ] {
      let lines = try text(inputs: [a, b], outputs: [result]).split(separator: "\n")
      #expect(lines.contains("%2 = \(name) %0, %1 : bool(2, 3)"))
    }
    #expect(
      try text(inputs: [a], outputs: [.!a]) == """
        %0 = input(0) : bool(2, 3) "a"
        %1 = logicalNot %0 : bool(2, 3)
        output 0 = %1
        """)
    #expect(
      try text(inputs: [b, x, v], outputs: [b.where(x, else: v)]) == """
        %0 = input(0) : bool(3,) "b"
        %1 = input(1) : float(2, 3) "x"
        %2 = input(2) : float(3,) "v"
        %3 = where %0, %1, %2 : float(2, 3)
        output 0 = %3
        """)
    #expect(a.where(x, else: 0).shape == [2, 3])
  }

  @Test func functionsOfElements() throws {
    for (name, result) in [
      ("tanh", x.tanh()), ("sigmoid", x.sigmoid()), ("exp", x.exp()), ("log", x.log()),
      ("expm1", x.expm1()), ("log1p", x.log1p()), ("sqrt", x.sqrt()), ("softplus", x.softplus()),
      ("erf", x.erf()),
      ("relu", x.relu()), ("abs", x.abs()), ("sign", x.sign()),
    ] {
      #expect(
        try ofX { _ in result } == """
          %1 = \(name) %0 : float(2, 3)
          output 0 = %1
          """)
    }
    for (name, result) in [
      ("power", x.pow(v)), ("minimum", minimum(x, v)), ("maximum", maximum(x, v)),
    ] {
      #expect(
        try text(inputs: [x, v], outputs: [result]).contains("%2 = \(name) %0, %1 : float(2, 3)"))
    }
    #expect(try ofX { $0.squared() }.hasPrefix("%1 = multiply %0, %0 : float(2, 3)"))
    #expect(try ofX { $0.pow(3) }.contains("%2 = power %0, %1 : float(2, 3)"))
    #expect(
      try ofX { $0.clip(-1, 1) } == """
        %1 = constant(-1.0) : float()
        %2 = maximum %0, %1 : float(2, 3)
        %3 = constant(1.0) : float()
        %4 = minimum %2, %3 : float(2, 3)
        output 0 = %4
        """)
    #expect(
      try ofX { $0.cast(to: Int64.self) } == """
        %1 = cast(int64) %0 : int64(2, 3)
        output 0 = %1
        """)
    #expect(
      try ofX { ($0 .> $0).cast(to: Double.self) }.contains("%2 = cast(double) %1 : double(2, 3)"))
  }

  @Test func shapesChange() throws {
    #expect(try ofX { $0.reshape([3, 2]) }.hasPrefix("%1 = reshape(3, 2) %0 : float(3, 2)"))
    #expect(try ofX { $0.flatten() }.hasPrefix("%1 = reshape(6,) %0 : float(6,)"))
    #expect(try ofX { $0.flatten(2) }.hasPrefix("%1 = reshape(2, 3) %0 : float(2, 3)"))
    #expect(
      try ofX { $0.dimshuffle(1, nil, 0) }.hasPrefix(
        "%1 = dimshuffle(1, x, 0) %0 : float(3, 1, 2)"))
    #expect(try ofX { $0.transpose() }.hasPrefix("%1 = dimshuffle(1, 0) %0 : float(3, 2)"))
    let images = Tensor<Float>.placeholder("images", shape: [4, 3, 2, 5])
    #expect(images.flatten(2).shape == [4, 30])
    #expect(images.flatten(3).shape == [4, 3, 10])
    #expect(images.flatten(4).shape == [4, 3, 2, 5])
    #expect(images.transpose().shape == [5, 2, 3, 4])
    #expect(Tensor<Float>.constant(1).flatten().shape == [1])
    #expect(Tensor<Float>.constant(1).transpose().shape == .scalar)
  }

  @Test func sumsAndMeans() throws {
    #expect(
      try ofX { $0.sum() } == """
        %1 = sum(axes: [0, 1]) %0 : float()
        output 0 = %1
        """)
    #expect(try ofX { $0.sum(axes: [1]) }.hasPrefix("%1 = sum(axes: [1]) %0 : float(2,)"))
    #expect(
      try ofX { $0.sum(axes: [0], keepingDimensions: true) }.hasPrefix(
        "%1 = sum(axes: [0], keepingDimensions) %0 : float(1, 3)"))
    #expect(
      try ofX { $0.mean() } == """
        %1 = sum(axes: [0, 1]) %0 : float()
        %2 = constant(6.0) : float()
        %3 = divide %1, %2 : float()
        output 0 = %3
        """)
    #expect(
      try ofX { $0.mean(axes: [1], keepingDimensions: true) } == """
        %1 = sum(axes: [1], keepingDimensions) %0 : float(2, 1)
        %2 = constant(3.0) : float()
        %3 = divide %1, %2 : float(2, 1)
        output 0 = %3
        """)
    #expect(try ofX { $0.mean(axes: []) }.contains("%2 = constant(1.0) : float()"))
  }

  @Test func positionsOfMaxima() throws {
    #expect(
      try ofX { $0.argmax() } == """
        %1 = dimshuffle(0, 1) %0 : float(2, 3)
        %2 = reshape(6,) %1 : float(6,)
        %3 = argmax(axis: 0) %2 : int64()
        output 0 = %3
        """)
    #expect(try ofX { $0.argmax(axis: -1) }.hasPrefix("%1 = argmax(axis: 1) %0 : int64(2,)"))
    #expect(x.argmax(axis: 1, keepingDimensions: true).shape == [2, 1])
    #expect(
      try ofX { $0.argmin(axis: 0) } == """
        %1 = negate %0 : float(2, 3)
        %2 = argmax(axis: 0) %1 : int64(3,)
        output 0 = %2
        """)
    #expect(try ofX { $0.argmax(axis: 0) }.hasPrefix("%1 = argmax(axis: 0) %0 : int64(3,)"))
  }

  @Test func productsOfMatricesAndVectors() throws {
    let y = Tensor<Float>.placeholder("y", shape: [3, 4])
    let u = Tensor<Float>.placeholder("u", shape: [2])
    #expect(
      try text(inputs: [x, y], outputs: [dot(x, y)]) == """
        %0 = input(0) : float(2, 3) "x"
        %1 = input(1) : float(3, 4) "y"
        %2 = dot %0, %1 : float(2, 4)
        output 0 = %2
        """)
    #expect(
      try text(inputs: [x, v], outputs: [dot(x, v)]) == """
        %0 = input(0) : float(2, 3) "x"
        %1 = input(1) : float(3,) "v"
        %2 = reshape(3, 1) %1 : float(3, 1)
        %3 = dot %0, %2 : float(2, 1)
        %4 = reshape(2,) %3 : float(2,)
        output 0 = %4
        """)
    #expect(
      try text(inputs: [u, x], outputs: [dot(u, x)]) == """
        %0 = input(0) : float(2,) "u"
        %1 = input(1) : float(2, 3) "x"
        %2 = reshape(1, 2) %0 : float(1, 2)
        %3 = dot %2, %1 : float(1, 3)
        %4 = reshape(3,) %3 : float(3,)
        output 0 = %4
        """)
    #expect(dot(v, v).shape == .scalar)
  }

  @Test func networks() throws {
    let images = Tensor<Float>.placeholder("images", shape: [5, 3, 9, 8])
    let filters = Tensor<Float>.placeholder("filters", shape: [7, 3, 2, 3])
    #expect(
      try text(inputs: [images, filters], outputs: [conv2d(images, filters: filters)]) == """
        %0 = input(0) : float(5, 3, 9, 8) "images"
        %1 = input(1) : float(7, 3, 2, 3) "filters"
        %2 = conv2d %0, %1 : float(5, 7, 8, 6)
        output 0 = %2
        """)
    let unflipped = conv2d(images, filters: filters, filterFlip: false)
    #expect(
      try text(inputs: [images, filters], outputs: [unflipped]).contains(
        "%2 = conv2d(unflipped) %0, %1 : float(5, 7, 8, 6)"))
    for (pooled, line) in [
      (images.maxPool2d((2, 2)), "maxPool2d(window: [2, 2]) %0 : float(5, 3, 4, 4)"),
      (
        images.maxPool2d((2, 3), ignoreBorder: false),
        "maxPool2d(window: [2, 3], border kept) %0 : float(5, 3, 5, 3)"
      ),
      (
        images.maxPool2d((3, 3), stride: (1, 2)),
        "maxPool2d(window: [3, 3], stride: [1, 2]) %0 : float(5, 3, 7, 3)"
      ),
    ] {
      #expect(try text(inputs: [images], outputs: [pooled]).contains("%1 = \(line)"))
    }
  }

  @Test func classes() throws {
    let labels = Tensor<Int32>.placeholder("labels", shape: [2])
    #expect(try ofX { $0.softmax() }.hasPrefix("%1 = softmax %0 : float(2, 3)"))
    #expect(
      try text(inputs: [x, labels], outputs: [x.gathered(byLabel: labels)]) == """
        %0 = input(0) : float(2, 3) "x"
        %1 = input(1) : int32(2,) "labels"
        %2 = gatherByLabel %0, %1 : float(2,)
        output 0 = %2
        """)
  }

  @Test func rowsKnownWhenCompiled() throws {
    #expect(
      try ofX { $0[1..<2] } == """
        %1 = constant(1) : int64()
        %2 = sliceRows(1) %0, %1 : float(1, 3)
        output 0 = %2
        """)
    #expect(x[0..<2].shape == [2, 3])
    #expect(x[1..<1].shape == [0, 3])
  }

  @Test func rowsKnownWhenCalled() throws {
    let data = try zeros("data", [100, 3])
    let index = Tensor<Int64>.placeholder("index")
    let size = 10
    #expect(
      try text(inputs: [index], outputs: [data[index * size..<(index + 1) * size]]) == """
        %0 = input(0) : int64() "index"
        %1 = shared(0) : float(100, 3) "data"
        %2 = constant(10) : int64()
        %3 = multiply %0, %2 : int64()
        %4 = sliceRows(10) %1, %3 : float(10, 3)
        output 0 = %4
        """)
    #expect(data[index..<index + 1].shape == [1, 3])
    #expect(data[10 * index - 5..<10 * index + 5].shape == [10, 3])
    #expect(data[index + index..<2 * index + 4].shape == [4, 3])
    #expect(data[index - 3 * (index - 1)..<index - 3 * index + 4].shape == [1, 3])
  }

  /// Each sum doubles the number of ways through the expression, which must not double the work.
  @Test func rowsBetweenExpressionsOfManyPaths() throws {
    let data = try zeros("data", [100])
    var row: Tensor<Int64> = .placeholder("row")
    for _ in 0..<60 { row = row + row }
    #expect(data[row..<row + 7].shape == [7])
  }

  @Test func namesAreKept() throws {
    #expect(
      try ofX { $0.tanh().named("squashed") } == """
        %1 = tanh %0 : float(2, 3) "squashed"
        output 0 = %1
        """)
    // A placeholder stays the same one, or it would be missing among the inputs.
    #expect(x.named("other").name == "x")
  }

  @Test func constants() throws {
    let table = try NDArray<Double>(shape: [2, 2], scalars: [1, 2, 3, 4])
    #expect(
      try text(outputs: [Tensor.constant(table), Tensor<Bool>.constant(true)]) == """
        %0 = constant([1.0, 2.0, 3.0, 4.0]) : double(2, 2)
        %1 = constant(true) : bool()
        output 0 = %0
        output 1 = %1
        """)
  }
}
