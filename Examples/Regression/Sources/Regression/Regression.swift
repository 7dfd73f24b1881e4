import Croton
import Foundation

/// Fits `amplitude * exp(-rate * t) + offset` to noisy measurements by gradient descent.
@main struct Regression {
  static let count = 100

  static func main() throws {
    let t = Tensor<Float>.placeholder("t", shape: [count])
    let measured = Tensor<Float>.placeholder("measured", shape: [count])
    let amplitude = Shared("amplitude", NDArray<Float>(1))
    let rate = Shared("rate", NDArray<Float>(1))
    let offset = Shared("offset", NDArray<Float>(0))

    let fitted = amplitude * (-rate * t).exp() + offset
    let cost = (fitted - measured).squared().mean()
    let parameters = [amplitude, rate, offset]
    let gradients = try gradient(of: cost, withRespectTo: parameters)
    let step = try compile(
      name: "step", inputs: [t, measured], outputs: [cost],
      updates: zip(parameters, gradients).map { Update($0, to: $0 - 0.5 * $1) })

    let (times, measurements) = try measurements()
    for number in 0...400 {
      let outputs = try step(times, measurements)
      if number % 200 == 0, let error = try outputs[cost].scalar {
        print(String(format: "step %4d: mean squared error %.6f", number, error))
      }
    }
    let values = parameters.map { String(format: "%.3f", $0.value.scalar ?? .nan) }
    print("amplitude \(values[0]), rate \(values[1]), offset \(values[2])")
  }

  /// What was measured, and when: five seconds of a decay, with noise.
  static func measurements() throws -> (times: NDArray<Float>, values: NDArray<Float>) {
    var random = try RandomState(seed: 1)
    let times = (0..<count).map { 5 * Double($0) / Double(count - 1) }
    let noise = try random.normal(standardDeviation: 0.02, count: count)
    let values = zip(times, noise).map { 2 * exp(-0.7 * $0) + 0.5 + $1 }
    return (NDArray(times.map { Float($0) }), NDArray(values.map { Float($0) }))
  }
}
