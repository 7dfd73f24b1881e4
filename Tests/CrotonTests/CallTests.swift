import Croton
import Testing

/// Calls of compiled functions: arguments, outputs, updates and failures.
@Suite struct CallTests {
  // MARK: Updates

  @Test func updatesAreSimultaneous() throws {
    let a = Shared("a", NDArray<Float>([1, 2]))
    let b = Shared("b", NDArray<Float>([3, 4]))
    let swap = try function(updates: [Update(a, to: b), Update(b, to: a)])
    try swap()
    #expect(a.value.scalars == [3, 4])
    #expect(b.value.scalars == [1, 2])
    try swap()
    #expect(a.value.scalars == [1, 2])
    #expect(b.value.scalars == [3, 4])
  }

  /// The case `simultaneous_updates` of the vectors, with a product for the square.
  @Test func updatesReadOldValuesOfOneAnother() throws {
    let x = Shared("x", NDArray<Double>([4, 4, 4]))
    let y = Shared("y", NDArray<Double>([4, 4, 4]))
    let z = Shared("z", NDArray<Double>([2, 2, 2]))
    let sum = x * 5 + y
    let up = try function(
      updates: [Update(x, to: x * 5), Update(y, to: x * 5 + y), Update(z, to: sum * sum)])
    try up()
    #expect(x.value.scalars == [20, 20, 20])
    #expect(y.value.scalars == [24, 24, 24])
    #expect(z.value.scalars == [576, 576, 576])
  }

  /// However an update looks at another shared value, it sees the old one.
  @Test(arguments: [false, true])
  func updatesReadOldValuesThroughViews(order: Bool) throws {
    for view: @Sendable (Shared<Float>) -> Tensor<Float> in [
      { $0.dimshuffle(nil, 0) }, { $0.reshape([1, 3]) }, { $0[0..<3].dimshuffle(nil, 0) },
      { $0.dimshuffle(0, nil).transpose() },
    ] {
      let w = Shared("w", NDArray<Float>([1, 2, 3]))
      let row = Shared("row", try NDArray<Float>(shape: [1, 3], scalars: [10, 20, 30]))
      let updates = [Update(w, to: w * 2), Update(row, to: row + view(w))]
      try function(updates: order ? updates : updates.reversed())()
      #expect(w.value.scalars == [2, 4, 6])
      #expect(row.value.scalars == [11, 22, 33])
    }
  }

  @Test func updatesMayReadTheirOwnValueInAnotherOrder() throws {
    let w = Shared("w", try NDArray<Float>(shape: [2, 2], scalars: [1, 2, 3, 4]))
    try function(updates: [Update(w, to: w + w.transpose() * 10)])()
    #expect(w.value.scalars == [11, 32, 23, 44])
    let v = Shared("v", NDArray<Float>([1, 2, 3]))
    try function(updates: [Update(v, to: v - v.sum())])()
    #expect(v.value.scalars == [-5, -4, -3])
    let u = Shared("u", NDArray<Float>([1, 2, 3]))
    try function(updates: [Update(u, to: u * u[1..<2])])()
    #expect(u.value.scalars == [2, 4, 6])
  }

  @Test func updatesMayBeConstantsInputsAndTheValueItself() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2])
    let a = Shared("a", NDArray<Float>([1, 2]))
    let b = Shared("b", NDArray<Float>([3, 4]))
    let c = Shared("c", NDArray<Float>([5, 6]))
    let set = try function(
      inputs: [x],
      updates: [
        Update(a, to: Tensor.constant(NDArray([7, 8]))), Update(b, to: x), Update(c, to: c),
      ])
    try set(NDArray<Float>([9, 10]))
    #expect(a.value.scalars == [7, 8])
    #expect(b.value.scalars == [9, 10])
    #expect(c.value.scalars == [5, 6])
  }

  @Test func oneValueMayUpdateSeveral() throws {
    let a = Shared("a", NDArray<Float>([1, 2]))
    let b = Shared("b", NDArray<Float>([3, 4]))
    let sum = a + b
    let both = try function(outputs: [sum], updates: [Update(a, to: sum), Update(b, to: sum)])
    #expect(try both()[sum].scalars == [4, 6])
    #expect(a.value.scalars == [4, 6])
    #expect(b.value.scalars == [4, 6])
  }

  @Test func outputsSeeOldValues() throws {
    let w = Shared("w", NDArray<Float>([1, 2]))
    let doubled = w * 2
    let step = try function(
      outputs: [w, doubled, w.reshape([2, 1])], updates: [Update(w, to: w + 10)])
    let outputs = try step()
    #expect(outputs.count == 3)
    #expect(try outputs[w].scalars == [1, 2])
    #expect(try outputs[doubled].scalars == [2, 4])
    #expect(w.value.scalars == [11, 12])
  }

  // MARK: Arguments and outputs

  @Test func numbersTakeOnTheirInputsType() throws {
    let float = Tensor<Float>.placeholder("floatNumber")
    let double = Tensor<Double>.placeholder("doubleNumber")
    let int32 = Tensor<Int32>.placeholder("int32Number")
    let int64 = Tensor<Int64>.placeholder("int64Number")
    let bool = Tensor<Bool>.placeholder("boolNumber")
    let same = try function(
      inputs: [float, double, int32, int64, bool], outputs: [bool, int64, int32, double, float])
    let outputs = try same(1.5, 3, -7, Int.min, true)
    #expect(try outputs[float].scalar == 1.5)
    #expect(try outputs[double].scalar == 3)
    #expect(try outputs[int32].scalar == -7)
    #expect(try outputs[int64].scalar == .min)
    #expect(try outputs[bool].scalar == true)
  }

  /// A call reads arguments where the caller has them: it writes to none, and takes one for several.
  @Test func argumentsStayAsTheyAre() throws {
    let x = Tensor<Float>.placeholder("x", shape: [1000])
    let y = Tensor<Float>.placeholder("y", shape: [1000])
    let w = Shared("w", try NDArray<Float>(repeating: 0, shape: [1000]))
    let f = try function(
      inputs: [x, y], outputs: [x, (x + y).named("sum")], updates: [Update(w, to: x * y)])
    let numbers = (0..<1000).map(Float.init)
    let argument = NDArray(numbers)
    let outputs = try f(argument, argument)
    #expect(argument.scalars == numbers)
    #expect(try outputs[x].scalars == numbers)
    #expect(try outputs["sum", as: Float.self].scalars == numbers.map { 2 * $0 })
    #expect(w.value.scalars == numbers.map { $0 * $0 })
    // Outputs and updates have memory of their own, which no later call changes.
    try f(try NDArray<Float>(repeating: 7, shape: [1000]), argument)
    #expect(argument.scalars == numbers)
    #expect(try outputs[x].scalars == numbers)
    #expect(w.value.scalars == numbers.map { 7 * $0 })
  }

  @Test func argumentsOfTypesOfTheCallersOwnMustFit() throws {
    struct Fixed: FunctionArgument {
      let found: ArgumentElements
      let summary = "a row"
      func elements(for type: TensorType) -> ArgumentElements? { found }
    }
    let x = Tensor<Float>.placeholder("x", shape: [2])
    let double = try function("double", inputs: [x], outputs: [(x * 2).named("y")])
    let outputs = try double(Fixed(found: ArgumentElements([1, 2] as [Float])))
    #expect(try outputs["y", as: Float.self].scalars == [2, 4])
    // Too few, and as many bytes that need not lie where numbers may.
    for wrong in [
      ArgumentElements([1] as [Float]), ArgumentElements([UInt8](repeating: 0, count: 8)),
    ] {
      #expect(
        errorText { try double(Fixed(found: wrong)) } == "\(#fileID):\(#line): error: "
          + "double: 'x' is given a row; expected Float of shape (2,)")
    }
  }

  @Test func argumentsMustFit() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2])
    let n = Tensor<Int32>.placeholder("n")
    let scale = try function("scale", inputs: [x, n], outputs: [x * n.cast(to: Float.self)])
    let pair = NDArray<Float>([1, 2])
    #expect(
      errorText { try scale() }
        == "\(#fileID):\(#line): error: scale: 0 arguments given; expected 2 (x, n)")
    #expect(
      errorText { try scale(pair) }
        == "\(#fileID):\(#line): error: scale: 1 argument given; expected 2 (x, n)")
    #expect(
      errorText { try scale(NDArray<Double>([1, 2]), 3) } == "\(#fileID):\(#line): error: "
        + "scale: 'x' is given Double of shape (2,); expected Float of shape (2,)")
    #expect(
      errorText { try scale(NDArray<Float>([1, 2, 3]), 3) } == "\(#fileID):\(#line): error: "
        + "scale: 'x' is given Float of shape (3,); expected Float of shape (2,)")
    #expect(
      errorText { try scale(1, 3) } == "\(#fileID):\(#line): error: "
        + "scale: 'x' is given the number 1; expected Float of shape (2,)")
    #expect(
      errorText { try scale(pair, 1 << 31) } == "\(#fileID):\(#line): error: "
        + "scale: 'n' is given the number 2147483648; expected Int32 of shape ()")
    #expect(
      errorText { try scale(pair, 0.5) } == "\(#fileID):\(#line): error: "
        + "scale: 'n' is given the number 0.5; expected Int32 of shape ()")
    #expect(
      errorText { try scale(pair, true) } == "\(#fileID):\(#line): error: "
        + "scale: 'n' is given true; expected Int32 of shape ()")
    #expect(
      errorText { try function("none", outputs: [Tensor<Float>.constant(1)])(1) }
        == "\(#fileID):\(#line): error: none: 1 argument given; expected 0")
  }

  @Test func onlyOutputsHaveValues() throws {
    let w = Shared("w", NDArray<Float>([1]))
    let other = w * 3
    let outputs = try function("double", outputs: [w * 2])()
    #expect(
      errorText { _ = try outputs[other] }
        == "\(#fileID):\(#line): error: double: this tensor is not among its outputs")
  }

  @Test func functionsOfNothing() throws {
    let nothing = try function()
    #expect(try nothing().count == 0)
    let empty = Shared("empty", try NDArray<Float>(repeating: 0, shape: [0, 3]))
    let sum = empty.sum(axes: [0])
    #expect(try function(outputs: [sum])()[sum].scalars == [0, 0, 0])
  }

  /// Names reach C as comments, identifiers and files, and must not become code there.
  @Test func namesMayBeAnything() throws {
    for name in ["a */ b /* c", "\"quoted\" \\ \n#error", "%s %lld %n", "../../x", "", "naïve 🦎"] {
      let w = Shared(name, NDArray<Float>([1, 2]))
      let sum = (w.tanh() + w).named(name)
      let rows = w[0..<1].named(name)
      let f = try function(name, outputs: [sum, rows], updates: [Update(w, to: w * 2)])
      #expect(try f()[rows].scalars == [1])
      #expect(w.value.scalars == [2, 4])
      #expect(f.name == name)
    }
  }

  // MARK: Failures

  @Test func aSliceOutOfRangeChangesNothing() throws {
    let index = Tensor<Int64>.placeholder("index")
    let data = Shared("data", NDArray<Float>([1, 2, 3, 4, 5]))
    let w = Shared("w", NDArray<Float>([10, 20]))
    let v = Shared("v", NDArray<Float>([0, 0]))
    let rows = data[index * 2..<(index + 1) * 2]
    let line = #line - 1
    let step = try function(
      "step", inputs: [index], outputs: [rows],
      updates: [Update(w, to: w + 1), Update(v, to: rows), Update(data, to: data * 2)])
    for (index, row) in [(2, 4), (-1, -2), (1 << 40, 1 << 41), (.max, -2)] {
      #expect(
        errorText { try step(index) } == """
          \(#fileID):\(#line): error: step: slice: 'data' has 5 rows; \
          2 rows from row \(row) do not exist
          \(#fileID):\(line): note: it is asked for here
          """)
    }
    #expect(w.value.scalars == [10, 20])
    #expect(v.value.scalars == [0, 0])
    #expect(data.value.scalars == [1, 2, 3, 4, 5])
    #expect(try step(1)[rows].scalars == [3, 4])
    #expect(v.value.scalars == [3, 4])
    #expect(w.value.scalars == [11, 21])
  }

  @Test func aLabelOutOfRangeChangesNothing() throws {
    let labels = Tensor<Int32>.placeholder("labels", shape: [3])
    let w = Shared("w", try NDArray<Float>(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6]))
    let chosen = w.gathered(byLabel: labels)
    let line = #line - 1
    let gradients = try gradient(of: chosen.sum(), withRespectTo: [w])
    let step = try function(
      "step", inputs: [labels], outputs: [chosen], updates: [Update(w, to: w - gradients[0])])
    for label: Int32 in [2, -1, .max, .min] {
      #expect(
        errorText { try step(NDArray([0, label, 1])) } == """
          \(#fileID):\(#line): error: step: a label in 'labels' is \(label); expected 0 to 1
          \(#fileID):\(line): note: it is asked for here
          """)
    }
    #expect(w.value.scalars == [1, 2, 3, 4, 5, 6])
    #expect(try step(NDArray<Int32>([0, 1, 0]))[chosen].scalars == [1, 4, 5])
    #expect(w.value.scalars == [0, 2, 3, 3, 4, 6])
  }

  @Test func anIndexOutOfRangeChangesNothing() throws {
    let words = Tensor<Int32>.placeholder("words", shape: [3])
    let w = Shared("w", try NDArray<Float>(shape: [2, 2], scalars: [1, 2, 3, 4]))
    let taken = w.take(words)
    let line = #line - 1
    let step = try function(
      "step", inputs: [words], outputs: [taken], updates: [Update(w, to: w + 1)])
    for word: Int32 in [2, -3, .max, .min] {
      #expect(
        errorText { try step(NDArray([0, word, 1])) } == """
          \(#fileID):\(#line): error: step: an index in 'words' is \(word); expected -2 to 1
          \(#fileID):\(line): note: it is asked for here
          """)
    }
    #expect(w.value.scalars == [1, 2, 3, 4])
    #expect(try step(NDArray<Int32>([0, -1, 1]))[taken].scalars == [1, 2, 3, 4, 3, 4])
  }
}
