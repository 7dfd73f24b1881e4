import Croton
import Testing

/// Random numbers in compiled functions.
@Suite struct NoiseTests {
  @Test func theUpperBoundIsNeverDrawn() throws {
    var noise = RandomStream(seed: 1)
    let narrow: Tensor<Float> = noise.uniform([200_000], from: 1000, to: 1001)
    let values = try function(outputs: [narrow])()[narrow].scalars
    #expect(values.allSatisfy { 1000 <= $0 && $0 < 1001 })
    let wide: Tensor<Float> = noise.uniform(
      [3], from: -.greatestFiniteMagnitude, to: .greatestFiniteMagnitude, line: 7)
    #expect(
      errorText { _ = try function(outputs: [wide]) }
        == "\(#fileID):7: error: uniform: the range from "
        + "-3.4028235e+38 to 3.4028235e+38; expected bounds whose difference is finite")
  }

  @Test func everyCallGoesOn() throws {
    var noise = RandomStream(seed: 23455)
    let uniform: Tensor<Float> = noise.uniform([1000])
    let between: Tensor<Double> = noise.uniform([3, 5], from: -2, to: 2)
    let f = try function("noise", outputs: [uniform, between])
    let first = try f()
    let second = try f()
    #expect(noise.state.value.scalars == [23455, 2 * 1015])
    #expect(try first[uniform] != second[uniform])
    #expect(try first[uniform].scalars.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(try first[between].scalars.allSatisfy { -2 <= $0 && $0 < 2 })
    // The state is all there is: set back, it gives the same numbers.
    try noise.state.set(NDArray([23455, 0]))
    #expect(try f()[uniform] == first[uniform])
  }

  @Test func numbersStayWhereTheFunctionIsToldSo() throws {
    var noise = RandomStream(seed: 1)
    let uniform: Tensor<Float> = noise.uniform([7])
    let f = try compile(
      name: "still", outputs: [uniform], defaultUpdates: .omitted, options: .testing())
    #expect(try f()[uniform] == f()[uniform])
    #expect(noise.state.value.scalars == [1, 0])
  }

  @Test func numbersDoNotDependOnThreads() throws {
    func numbers(threads: Int) throws -> NDArray<Float> {
      var noise = RandomStream(seed: 9)
      let uniform: Tensor<Float> = noise.uniform([40, 1000])
      return try function("threads", outputs: [uniform], options: .testing(threads: threads))()[
        uniform]
    }
    let one = try numbers(threads: 1)
    #expect(try numbers(threads: 3) == one)
  }

  @Test func streamsDiffer() throws {
    var (first, second) = (RandomStream(seed: 1), RandomStream(seed: 2))
    let (a, b): (Tensor<Float>, Tensor<Float>) = (first.uniform([50]), second.uniform([50]))
    let again: Tensor<Float> = first.uniform([50])
    let outputs = try function("streams", outputs: [a, b, again])()
    #expect(try Set(outputs[a].scalars + outputs[b].scalars + outputs[again].scalars).count == 150)
  }

  @Test func trialsSucceedWithTheirProbability() throws {
    var noise = RandomStream(seed: 5)
    let single: Tensor<Float> = noise.binomial([20_000], probability: 0.3)
    let several: Tensor<Float> = noise.binomial([5000], probability: 0.25, trials: 8)
    let outputs = try function("trials", outputs: [single, several])()
    let (ones, counts) = (try outputs[single].scalars, try outputs[several].scalars)
    #expect(ones.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(counts.allSatisfy { 0 <= $0 && $0 <= 8 && $0 == $0.rounded() })
    // Five standard deviations: √(n p (1 - p)).
    #expect(abs(ones.reduce(0, +) - 6000) < 5 * 65)
    #expect(abs(counts.reduce(0, +) - 10_000) < 5 * 87)
  }

  @Test func dropoutKeepsTheMeanAndTheGradientItsMask() throws {
    let x = Tensor<Float>.placeholder("x", shape: [20_000])
    var noise = RandomStream(seed: 3)
    let kept = noise.dropout(x, rate: 0.2)
    let slope = try gradient(of: kept.sum(), withRespectTo: [x])[0]
    let f = try function("dropout", inputs: [x], outputs: [kept, slope])
    let outputs = try f(NDArray<Float>(repeating: 1, shape: [20_000]))
    let values = try outputs[kept].scalars
    #expect(Set(values) == [0, 1.25])
    #expect(abs(values.reduce(0, +) - 20_000) < 5 * 71)
    #expect(try outputs[slope].scalars == values)
  }
}
