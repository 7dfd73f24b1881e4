import Execution
import GraphIR
import Interpreter
import TestSupport
import Testing

/// Checked functions find the first number that no healthy model has, and update nothing then.
@Suite struct NumericsCheckTests {
  private static let state = NumericArray([1, 2, 3], [3], .float)

  /// `log x`, its exponential, and an update that adds the operand.
  private func failure(_ values: [Double], threads: Int = 2) throws -> String? {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [3])), name: "x", at: here)
    let state = try builder.add(.shared(0, Self.state.type), name: "state", at: here)
    let logarithm = try builder.add(.log, [x], name: "logarithm", at: here)
    let back = try builder.add(.exp, [logarithm], name: "back", at: here)
    let next = try builder.add(.add, [state, x], at: here)
    let compiled = try CompiledGraph(
      builder.graph(
        name: "checked", roots: [.init(.output(0), back), .init(.update(shared: 0), next)]),
      checksNumerics: true)
    do {
      let results = try compiled.evaluate(
        inputs: [NumericArray(values, [3], .float)], shared: [Self.state], threads: threads)
      #expect(
        results[1].values == zip(values, Self.state.values).map { Double(Float($0) + Float($1)) })
      return nil
    } catch let error as CompiledFunction.Failure {
      #expect(compiled.sharedValues == [Self.state])
      #expect("\(error.failure.location)" == "\(here)")
      return error.reason
    }
  }

  @Test(arguments: [1, 2, 5])
  func namesTheFirstKernelAndWhatItFound(threads: Int) throws {
    let expected = "expected a number of at most 1e10 in absolute value"
    #expect(
      try failure([1, -1, 0], threads: threads)
        == "logarithm_log: element 1 of float(3,) is NaN; \(expected)")
    #expect(
      try failure([1, 2, 0], threads: threads)
        == "logarithm_log: element 2 of float(3,) is -infinity; \(expected)")
  }

  @Test func namesTheMagnitude() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.double, [2, 2])), name: "x", at: here)
    let negative = try builder.add(.negate, [x], name: "y", at: here)
    let compiled = try CompiledGraph(
      builder.graph(name: "large", roots: [.init(.output(0), negative)]), checksNumerics: true)
    do {
      _ = try compiled.evaluate(inputs: [NumericArray([1, 1e10, 2.5e10, 3e10], [2, 2])])
      Issue.record("2.5e10 was not found")
    } catch let error as CompiledFunction.Failure {
      #expect(
        error.reason == "y_negate: element 2 of double(2, 2) is -25000000000.0; "
          + "expected a number of at most 1e10 in absolute value")
    }
  }

  @Test func numbersUpTo1e10Pass() throws {
    #expect(try failure([1, 2, 3]) == nil)
    #expect(try failure([8_589_934_592, 1, 3]) == nil)
  }

  /// An update that overflows is found before the shared value is written, although without the
  /// check it would be computed in place.
  @Test func findsWhatAnUpdateWouldWrite() throws {
    var builder = GraphBuilder()
    let state = try builder.add(.shared(0, Self.state.type), name: "state", at: here)
    let factor = try builder.add(.input(0, TensorType(.float, [])), name: "factor", at: here)
    let product = try builder.add(.multiply, [state, factor], name: "product", at: here)
    let compiled = try CompiledGraph(
      builder.graph(name: "update", roots: [.init(.update(shared: 0), product)]),
      checksNumerics: true)
    #expect(throws: CompiledFunction.Failure.self) {
      try compiled.evaluate(
        inputs: [NumericArray([6e9], [], .float)], shared: [Self.state])
    }
    #expect(compiled.sharedValues == [Self.state])
    let results = try compiled.evaluate(
      inputs: [NumericArray([2], [], .float)], shared: [Self.state])
    #expect(results[0].values == [2, 4, 6])
  }

  /// Lanes past the last image hold whatever was there, and positions are those of the tensor.
  @Test(arguments: [16, 32, 64], [ElementType.float, .double])
  func looksAtNoUnusedLane(vectorBytes: Int, type: ElementType) throws {
    for images in [1, 3, 17, 19] {
      var builder = GraphBuilder()
      let input = try builder.add(
        .input(0, TensorType(type, [images, 1, 3, 3])), name: "x", at: here)
      let filters = try builder.add(
        .input(1, TensorType(type, [2, 1, 2, 2])), name: "filters", at: here)
      let convolved = try builder.add(.conv2d(Convolution()), [input, filters], at: here)
      // Unused lanes of the convolution are zeros, whose logarithm is infinite.
      let logarithm = try builder.add(.log, [convolved], name: "logarithm", at: here)
      let compiled = try CompiledGraph(
        builder.graph(name: "lanes", roots: [.init(.output(0), logarithm)]),
        vectorBytes: vectorBytes, checksNumerics: true)
      let ones = NumericArray(repeating: 1, type: TensorType(type, [2, 1, 2, 2]))
      var pixels = [Double](repeating: 1, count: images * 9)
      let healthy = NumericArray(pixels, [images, 1, 3, 3], type)
      #expect(try compiled.evaluate(inputs: [healthy, ones]).count == 1)
      // The last image's last window sums to -1, in both maps; the first map comes first.
      pixels[images * 9 - 1] = -4
      let sick = NumericArray(pixels, [images, 1, 3, 3], type)
      do {
        _ = try compiled.evaluate(inputs: [sick, ones])
        Issue.record("the logarithm of -1 was not found")
      } catch let error as CompiledFunction.Failure {
        #expect(error.value == Int64((images - 1) * 8 + 3))
        #expect(error.number.isNaN)
      }
    }
  }

  @Test func theCheckCanBeRead() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [2, 3])), name: "x", at: here)
    let state = try builder.add(.shared(0, TensorType(.float, [2, 3])), name: "state", at: here)
    let sum = try builder.add(.add, [state, x], name: "sum", at: here)
    let compiled = try CompiledGraph(
      builder.graph(name: "check_numbers", roots: [.init(.update(shared: 0), sum)]),
      checksNumerics: true)
    try expectGolden(try compiled.goldenText(), "check_numbers.c")
  }
}
