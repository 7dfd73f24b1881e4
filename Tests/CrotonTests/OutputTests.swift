import Croton
import Testing

/// What a call returned, by tensor, by name and by position.
@Suite struct OutputTests {
  private let w = Shared("w", NDArray<Float>([1, 2]))

  @Test func outputsHaveTheNamesOfTheirTensors() throws {
    let cost = (w * w).sum().named("cost")
    let best = w.argmax(axis: 0).named("best")
    let outputs = try function(outputs: [cost, w, best, w + 1])()
    #expect(outputs.count == 4)
    #expect(outputs.names == ["cost", "w", "best", nil])
    #expect(try outputs["cost", as: Float.self].scalar == 5)
    let same: NDArray<Float> = try outputs["w"]
    #expect(same.scalars == [1, 2])
    #expect(try outputs[2, as: Int64.self].scalar == 1)
    #expect(try outputs[3] == NDArray<Float>([2, 3]))
    #expect(try outputs[best].scalar == 1)
  }

  @Test func aSingleOutputIsTheFirst() throws {
    let x = Tensor<Double>.placeholder("x", shape: [2])
    let square = try function(inputs: [x], outputs: [x * x])
    let result: NDArray<Double> = try square(NDArray([2.0, 3.0]))[0]
    #expect(result.scalars == [4, 9])
  }

  @Test func errorsAreTold() throws {
    let cost = w.sum().named("cost")
    let train = try function("train", outputs: [cost, w.tanh().named("w"), w])
    let outputs = try train()
    #expect(
      errorText { _ = try outputs["costs", as: Float.self] } == "\(#fileID):\(#line): error: "
        + "train: no output is called 'costs'; did you mean 'cost'?")
    #expect(
      errorText { _ = try outputs["error rate", as: Float.self] } == "\(#fileID):\(#line): error: "
        + "train: no output is called 'error rate'; there are 'cost', 'w', 'w'")
    #expect(
      errorText { _ = try outputs["w", as: Float.self] } == "\(#fileID):\(#line): error: "
        + "train: several outputs are called 'w'; ask for them by position")
    #expect(
      errorText { _ = try outputs["cost", as: Double.self] } == "\(#fileID):\(#line): error: "
        + "train: output 'cost' is Float, and is asked for as Double")
    #expect(
      errorText { _ = try outputs[1, as: Int32.self] } == "\(#fileID):\(#line): error: "
        + "train: output 1 is Float, and is asked for as Int32")
    #expect(
      errorText { _ = try outputs[3, as: Float.self] } == "\(#fileID):\(#line): error: "
        + "train: there is no output 3; it has 3, counted from 0")
    #expect(
      errorText { _ = try outputs[-1, as: Float.self] } == "\(#fileID):\(#line): error: "
        + "train: there is no output -1; it has 3, counted from 0")
  }
}
