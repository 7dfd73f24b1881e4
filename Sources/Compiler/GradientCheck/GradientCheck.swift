import Diagnostics
import Frontend
import GraphIR
import RandomNumbers
import Storage

/// Compares the compiled gradients of a cost with finite differences.
///
/// All is computed in Double, whatever the model is in: in Float, rounding would drown the
/// differences. Parameters are moved in copies; their own values stay as they are.
package struct GradientCheck {
  /// How often directions are drawn in place of those with a kink, each time from another point if
  /// points are moved at all.
  private static let rounds = 4

  let function: Function
  /// The parameters, and which shared values of the function they are.
  private let parameters: [(name: String, storage: TensorStorage?)]

  /// - Throws: `ModelError` with the mistakes in the model, `ToolchainError` where it cannot be
  ///   compiled.
  package init<Scalar: FloatingPointTensorScalar>(
    of cost: Tensor<Scalar>, withRespectTo parameters: [Shared<Scalar>], givens: [Given],
    options: CompileOptions, file: String, line: Int
  ) throws {
    let gradients = try gradient(of: cost, withRespectTo: parameters, file: file, line: line)
    let definition = try FunctionDefinition(
      name: "gradient_check", inputs: [], outputs: [cost] + gradients, updates: [], givens: givens,
      defaultUpdates: .omitted, at: SourceLocation(file: file, line: line))
    let widened = try definition.widened()
    self.parameters = parameters.map { parameter in
      let position = definition.storages.firstIndex { $0 === parameter.storage }
      return (parameter.name ?? "a parameter", position.map { widened.storages[$0] })
    }
    function = try Function(widened, options: options)
  }

  /// - Parameters:
  ///   - displacement: how far each element is moved from where it is before anything is measured,
  ///     at most.
  ///   - directions: the number of directions for each parameter.
  package func report(
    displacement: Double, directions: Int, seed: Int, tolerance: Double
  ) throws -> GradientReport {
    var random = try RandomState(seed: seed)
    var reports = parameters.map { GradientReport.Parameter(name: $0.name) }
    let starts = parameters.map { $0.storage?.read(as: Double.self) ?? [] }
    for round in 0..<Self.rounds where reports.contains(where: { $0.numeric.count < directions }) {
      for (start, parameter) in zip(starts, parameters) where displacement > 0 {
        let offsets = try random.uniform(low: -displacement, high: displacement, count: start.count)
        parameter.storage?.write(zip(start, offsets).map { $0 + $1 })
      }
      let outputs = try function()
      let cost = try outputs[0, as: Double.self].scalars[0]
      guard cost.isFinite else {
        return GradientReport(cost: cost, parameters: reports, seed: seed, tolerance: tolerance)
      }
      for (number, parameter) in parameters.enumerated() {
        let gradient = try outputs[number + 1, as: Double.self].scalars
        for _ in reports[number].numeric.count..<directions {
          var direction = try Self.direction(count: gradient.count, &random)
          if round >= Self.rounds / 2 { Self.turn(&direction, toward: gradient) }
          let symbolic = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
          let measured =
            if let storage = parameter.storage {
              try slope(storage, from: cost, along: direction)
            } else {
              DirectionalDerivative.value(0, rounding: 0)
            }
          reports[number].add(symbolic: symbolic, measured)
        }
      }
    }
    return GradientReport(cost: nil, parameters: reports, seed: seed, tolerance: tolerance)
  }

  /// A direction of length 1.
  private static func direction(count: Int, _ random: inout RandomState) throws -> [Double] {
    let draws = try random.standardNormal(count: count)
    let length = draws.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return draws.map { $0 / length }
  }

  /// Mixes the gradient into a direction.
  ///
  /// The derivative along it is large against rounding, so that smaller steps can be used, which
  /// cross fewer kinks. Errors that are orthogonal to the gradient show less along it, so random
  /// directions are tried first.
  private static func turn(_ direction: inout [Double], toward gradient: [Double]) {
    let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length.isFinite, length > 0 else { return }
    let turned = zip(direction, gradient).map { $0 + $1 / length }
    let size = turned.reduce(0) { $0 + $1 * $1 }.squareRoot()
    if size > 0 { direction = turned.map { $0 / size } }
  }

  /// The slope of the cost as a parameter moves along a direction.
  private func slope(
    _ storage: TensorStorage, from cost: Double, along direction: [Double]
  ) throws -> DirectionalDerivative {
    let start = storage.read(as: Double.self)
    defer { storage.write(start) }
    return try DirectionalDerivative(middle: cost) { t in
      storage.write(zip(start, direction).map { $0 + t * $1 })
      return try function()[0, as: Double.self].scalars[0]
    }
  }
}
