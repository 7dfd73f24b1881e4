import Frontend
import GraphIR
import Testing

/// Functions of several parts, and the graphs that they become.
@Suite struct FunctionTests {
  @Test func updatesReadTheSameSharedValues() throws {
    let a = try zeros("a", [2])
    let b = try zeros("b", [2])
    let definition = try define(updates: [Update(a, to: b), Update(b, to: a + b)])
    #expect(
      definition.graph.description == """
        graph f
        %0 = shared(0) : float(2,) "b"
        %1 = shared(1) : float(2,) "a"
        %2 = add %1, %0 : float(2,)
        update 1 = %0
        update 0 = %2

        """)
    #expect(
      definition.storages.map(ObjectIdentifier.init) == [b, a].map { ObjectIdentifier($0.storage) })
  }

  @Test func givensReplacePlaceholders() throws {
    let data = try zeros("data", [6, 2])
    let index = Tensor<Int64>.placeholder("index")
    let x = Tensor<Float>.placeholder("x", shape: [3, 2])
    #expect(
      try text(
        inputs: [index], outputs: [x.tanh(), x], givens: [Given(x, data[index..<index + 3])]) == """
          %0 = input(0) : int64() "index"
          %1 = shared(0) : float(6, 2) "data"
          %2 = sliceRows(3) %1, %0 : float(3, 2)
          %3 = tanh %2 : float(3, 2)
          output 0 = %3
          output 1 = %2
          """)
  }

  @Test func givensMayReadOneAnother() throws {
    let a = Tensor<Float>.placeholder("a")
    let b = Tensor<Float>.placeholder("b")
    let c = Tensor<Float>.placeholder("c")
    let d = Tensor<Float>.placeholder("d")
    #expect(
      try text(inputs: [d], outputs: [-a], givens: [Given(a, b), Given(b, c), Given(c, d)]) == """
        %0 = input(0) : float() "d"
        %1 = negate %0 : float()
        output 0 = %1
        """)
  }

  @Test func givensReplaceSharedValuesAndWhatIsComputed() throws {
    let w = try zeros("w", [2])
    let v = try zeros("v", [2])
    let hidden = w.tanh()
    #expect(
      try text(outputs: [hidden * w, w], givens: [Given(w, v), Given(hidden, v.exp())]) == """
        %0 = shared(0) : float(2,) "v"
        %1 = exp %0 : float(2,)
        %2 = multiply %1, %0 : float(2,)
        output 0 = %2
        output 1 = %0
        """)
  }

  /// An update of a shared value that another is given for still goes to the shared value.
  @Test func givensDoNotReplaceTheTargetsOfUpdates() throws {
    let w = try zeros("w", [2])
    let v = try zeros("v", [2])
    let definition = try define(updates: [Update(w, to: w + v)], givens: [Given(w, v)])
    #expect(
      definition.graph.description == """
        graph f
        %0 = shared(0) : float(2,) "v"
        %1 = add %0, %0 : float(2,)
        update 1 = %1

        """)
    #expect(definition.shared.map(\.name) == ["v", "w"])
    #expect(definition.storages[1] === w.storage)
  }

  @Test func inputsThatNothingReadsMayBeIgnored() throws {
    let a = Tensor<Float>.placeholder("a")
    let b = Tensor<Float>.placeholder("b")
    let definition = try define(inputs: [a, b], outputs: [b], unusedInputs: .ignored)
    #expect(definition.inputs.map(\.name) == ["a", "b"])
  }

  @Test func inputsKeepTheirOrder() throws {
    let a = Tensor<Float>.placeholder("a")
    let b = Tensor<Double>.placeholder("b", shape: [2])
    let definition = try define(inputs: [b, a], outputs: [a + 1, b])
    #expect(definition.inputs.map(\.name) == ["b", "a"])
    #expect(definition.inputs.map(\.type) == [TensorType(.double, [2]), TensorType(.float, [])])
  }

  @Test func aSharedValueUnderTwoNamesIsOne() throws {
    let w = try zeros("w", [2])
    let definition = try define(
      outputs: [w.tensor.named("seen") * 2], updates: [Update(w, to: w + 1)])
    #expect(definition.storages.count == 1)
  }

  @Test func gradientsHaveTheShapesOfTheirParameters() throws {
    let w = try zeros("w", [3, 2], Double.self)
    let x = Tensor<Double>.placeholder("x", shape: [4, 3])
    let gradients = try gradient(of: dot(x, w).tanh().sum(), withRespectTo: [w, x])
    #expect(gradients.map(\.shape) == [[3, 2], [4, 3]])
    #expect(gradients.map(\.name) == ["dw", "dx"])
  }

  @Test func setReplacesAValue() throws {
    let w = Shared("w", NDArray<Float>([1, 2]))
    try w.set(NDArray([3, 4]))
    #expect(w.value == NDArray([3, 4]))
  }

  @Test func arraysNeedTheirShapesElements() {
    #expect(
      errorText { _ = try NDArray<Float>(shape: [2, 3], scalars: [1, 2, 3, 4, 5]) }
        == error(#line, "shape (2, 3) has 6 elements, but 5 were given"))
    for shape: Shape in [[-1], [2, -3], [.max, 2], [0, .max, .max], [.min]] {
      let words =
        "shape \(shape) is not possible; expected extents of at least 0 and a size that can be addressed"
      #expect(
        errorText { _ = try NDArray<Double>(repeating: 0, shape: shape) } == error(#line, words))
      #expect(
        errorText { _ = try NDArray<Double>(shape: shape, scalars: []) } == error(#line, words))
    }
  }

  @Test func anArrayThatThereIsNoMemoryForIsAnErrorOfItsLine() {
    let shape: Shape = [1 << 45]
    #expect(
      errorText { _ = try NDArray<Float>(repeating: 0, shape: shape) }
        == error(
          #line,
          "an array of shape (35184372088832,) needs 140737488355328 bytes, "
            + "and the system does not give them"))
  }

  /// As all ill-formed expressions, told by the function that reads it.
  @Test func aSharedValueThatThereIsNoMemoryForIsAnErrorOfItsLine() throws {
    // An array larger than the machine, of which only the shape is looked at.
    let huge = NDArray<Float>(uncheckedShape: [1 << 45], scalars: [])
    let w = Shared("w", huge)
    let line = #line - 1
    let refusal =
      "an array of shape (35184372088832,) needs 140737488355328 bytes, "
      + "and the system does not give them"
    #expect(
      errorText { try define(outputs: [w + 1]) }
        == error(line, "the shared value 'w': \(refusal)"))
    #expect(errorText { try w.set(NDArray([1])) } == error(#line, refusal))
    #expect(w.value == huge)
    #expect(w.shape == nil)
  }
}
