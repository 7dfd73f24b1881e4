import Frontend
import Interpreter

/// Shared values, functions over them, and a script of calls, readings and settings.
struct FunctionScript: Decodable, Sendable, ProgramCase {
  private struct Definition: Decodable, Sendable {
    let inputs: [String]
    let outputs: [VectorValue]
    /// Pairs of the name of a shared value and what replaces it.
    let updates: [[VectorValue]]?
    let defaults: [String: GivenArray]?
    /// Pairs of a name and what it stands for.
    let givens: [[VectorValue]]?
  }

  let name: String
  private let shared: [String: GivenArray]
  private let default_updates: [String: VectorValue]?
  private let functions: [String: Definition]
  private let script: [[VectorValue]]

  var tolerances: Tolerances { .exact }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    let shared = try Dictionary(
      uniqueKeysWithValues: shared.map { name, value in (name, try value.shared(name, of: type)) })
    for (name, update) in default_updates ?? [:] {
      guard let target = shared[name] else { throw malformed("default_updates.\(name)") }
      let tensors = shared.mapValues(\.tensor)
      // What it reads of itself is the old value.
      target.setDefaultUpdate { old in
        try tensor(update, tensors.merging([name: old]) { $1 })
      }
    }
    return try script.enumerated().compactMap { number, row in
      guard row.count >= 3, let verb = row[0].text, let name = row[1].text else {
        throw malformed("script[\(number)]")
      }
      let difference: String?
      switch (verb, shared[name], functions[name]) {
      case ("get", let shared?, _):
        let value = NumericArray(shared.storage)
        difference = try expected(row[2]).difference(from: value, .exact, precision)
      case ("set", let shared?, _):
        guard let value = row[2].array else { throw malformed("script[\(number)][2]") }
        try shared.set(value.array(of: type))
        difference = nil
      case ("call", _, let definition?):
        guard row.count == 4, let results = row[3].list, let given = row[2].list,
          case let arguments = given.compactMap(\.array), arguments.count == given.count
        else { throw malformed("script[\(number)]") }
        let found = try call(definition, name, arguments, shared, engine)
        let differences = try zip(found, results).compactMap {
          try expected($1).difference(from: $0, .exact, precision)
        }
        difference =
          found.count == results.count
          ? differences.first : "got \(found.count) outputs, expected \(results.count)"
      default:
        throw malformed("script[\(number)]")
      }
      return difference.map { "row \(number), \(verb) \(name): \($0)" }
    }
  }

  private func expected(_ value: VectorValue) throws -> ExpectedArray {
    guard let array = value.array else { throw malformed("script") }
    return ExpectedArray(array)
  }

  /// Makes the function for arguments of these shapes, and calls it.
  private func call<Scalar: FloatingPointTensorScalar>(
    _ definition: Definition, _ name: String, _ arguments: [GivenArray],
    _ shared: [String: Shared<Scalar>], _ engine: Engine
  ) throws -> [NumericArray] {
    let defaults = definition.defaults ?? [:]
    var names = shared.mapValues(\.tensor)
    var inputs: [any TensorConvertible] = []
    for (position, input) in definition.inputs.enumerated() {
      let shape =
        position < arguments.count ? arguments[position].shape : defaults[input]?.shape ?? .scalar
      let placeholder = Tensor<Scalar>.placeholder(input, shape: shape)
      names[input] = placeholder
      let value = try defaults[input]?.array(of: Scalar.self)
      inputs.append(value.map { Input(placeholder, default: $0) } ?? placeholder)
    }
    let function = try engine.function(
      name, inputs: inputs, outputs: definition.outputs.map { try tensor($0, names) },
      updates: (definition.updates ?? []).map { update in
        guard update.count == 2, let target = update[0].text.flatMap({ shared[$0] }) else {
          throw malformed("functions.\(name).updates")
        }
        return Update(target, to: try tensor(update[1], names))
      },
      givens: (definition.givens ?? []).map { given in
        guard given.count == 2 else { throw malformed("functions.\(name).givens") }
        return Given(try tensor(given[0], names), try tensor(given[1], names))
      })
    return try function.call(arguments.map { try $0.array(of: Scalar.self) })
  }

  private func malformed(_ place: String) -> VectorFileError {
    .malformed(place: "\(name).\(place)", reason: "is not understood")
  }
}

/// An expression of a script: a number, a name, or an operation before its operands.
private func tensor<Scalar: FloatingPointTensorScalar>(
  _ value: VectorValue, _ names: [String: Tensor<Scalar>]
) throws -> Tensor<Scalar> {
  switch value {
  case .number(let number):
    return .constant(Scalar(number))
  case .text(let name):
    guard let tensor = names[name] else {
      throw VectorFileError.malformed(place: name, reason: "is the name of nothing")
    }
    return tensor
  case .list(let parts):
    let operands = try parts.dropFirst().map { try tensor($0, names) }
    switch (parts.first?.text, operands.count) {
    case ("add", 2): return operands[0] + operands[1]
    case ("sub", 2): return operands[0] - operands[1]
    case ("mul", 2): return operands[0] * operands[1]
    case ("div", 2): return operands[0] / operands[1]
    case ("pow", 2): return operands[0].pow(operands[1])
    case ("neg", 1): return -operands[0]
    default:
      throw VectorFileError.malformed(place: "\(value)", reason: "is no operation with operands")
    }
  }
}
