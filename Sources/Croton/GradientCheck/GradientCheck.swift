import Diagnostics
import Frontend
import GraphIR
import RandomNumbers
import Storage

/// Compares the compiled gradients of a cost with finite differences.
///
/// All is computed in Double, whatever the model is in: in Float, rounding would drown the
/// differences. Parameters are moved in copies; their own values stay as they are.
struct GradientCheck {
  /// How far a parameter is moved to either side, along a direction of length 1. Errors of the
  /// difference itself are near 1e-8, and those of rounding near 1e-12.
  private static let step = 1e-4

  let function: Function
  /// The parameters, and which shared values of the function they are.
  private let parameters: [(name: String, storage: TensorStorage?)]

  /// - Throws: `ModelError` with the mistakes in the model, `ToolchainError` where it cannot be
  ///   compiled.
  init<Scalar: FloatingPointTensorScalar>(
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
  ///   - displacement: how far each element is moved before anything is measured, at most.
  ///   - directions: the number of directions for each parameter.
  func report(
    displacement: Double, directions: Int, seed: Int, tolerance: Double
  ) throws -> GradientReport {
    var random = try RandomState(seed: seed)
    for case let storage? in parameters.map(\.storage) where displacement > 0 {
      let offsets = try random.uniform(
        low: -displacement, high: displacement, shape: storage.type.shape.extents)
      storage.write(zip(storage.read(as: Double.self), offsets).map { $0 + $1 })
    }
    let outputs = try function()
    var reports: [GradientReport.Parameter] = []
    for (number, parameter) in parameters.enumerated() {
      let gradient = try outputs[number + 1, as: Double.self].scalars
      var symbolic: [Double] = []
      var numeric: [Double] = []
      for _ in 0..<directions {
        let direction = try Self.direction(count: gradient.count, &random)
        symbolic.append(zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 })
        numeric.append(try parameter.storage.map { try slope($0, along: direction) } ?? 0)
      }
      reports.append(
        GradientReport.Parameter(name: parameter.name, symbolic: symbolic, numeric: numeric))
    }
    return GradientReport(parameters: reports, seed: seed, tolerance: tolerance)
  }

  /// A direction of length 1.
  private static func direction(count: Int, _ random: inout RandomState) throws -> [Double] {
    let draws = try random.standardNormal(count: count)
    let length = draws.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return draws.map { $0 / length }
  }

  /// The central difference of the cost as a parameter moves along a direction.
  private func slope(_ storage: TensorStorage, along direction: [Double]) throws -> Double {
    let start = storage.read(as: Double.self)
    defer { storage.write(start) }
    func cost(at t: Double) throws -> Double {
      storage.write(zip(start, direction).map { $0 + t * $1 })
      return try function()[0, as: Double.self].scalars[0]
    }
    return (try cost(at: Self.step) - cost(at: -Self.step)) / (2 * Self.step)
  }
}
