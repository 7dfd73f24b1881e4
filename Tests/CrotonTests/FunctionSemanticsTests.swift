import Croton
import TestSupport
import Testing

/// The scripts of `function_semantics.json`: calls with shared values and updates, calls that must
/// be refused, and gradients.
@Suite struct FunctionSemanticsTests {
  /// A value of the file: a number, a name, or a list.
  enum Value: Decodable {
    case number(Double)
    case text(String)
    case list([Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try container.decode([Value].self))
      }
    }

    /// A number or nested lists of numbers.
    func array() throws -> NDArray<Double> {
      switch self {
      case .number(let number): return NDArray(number)
      case .text(let text): throw Unreadable(text: text)
      case .list(let values):
        let parts = try values.map { try $0.array() }
        let inner = parts.first?.shape.extents ?? []
        return try NDArray(
          shape: Shape([parts.count] + inner), scalars: parts.flatMap(\.scalars))
      }
    }

    func list() throws -> [Value] {
      guard case .list(let values) = self else { throw Unreadable(text: "\(self)") }
      return values
    }

    func text() throws -> String {
      guard case .text(let text) = self else { throw Unreadable(text: "\(self)") }
      return text
    }
  }

  struct Unreadable: Error { let text: String }

  struct File: Decodable {
    struct Case: Decodable {
      struct Function: Decodable {
        let inputs: [String]
        let outputs: [Value]
        let updates: [[Value]]?
        let defaults: [String: Value]?
        let givens: [[Value]]?
      }
      let name: String
      let shared: [String: Value]
      let default_updates: [String: Value]?
      let functions: [String: Function]
      let script: [[Value]]
    }
    struct Refusal: Decodable { let what: String }
    struct Gradient: Decodable {
      let cost: String
      let x: [Double]?
      let A: [[Double]]?
      let value: Double?
      let grad_x: [Double]?
      let grad_A: [[Double]]?
    }
    let cases: [Case]
    let must_raise: [Refusal]
    let gradients: [Gradient]
  }

  private func file() throws -> File { try Vectors.load("function_semantics.json") }

  // MARK: Scripts

  private func tensor(
    _ value: Value, _ names: [String: any TensorConvertible<Double>]
  ) throws -> Tensor<Double> {
    switch value {
    case .number(let number): return .constant(number)
    case .text(let name): return try #require(names[name]).tensor
    case .list(let parts):
      let operands = try parts.dropFirst().map { try tensor($0, names) }
      switch try parts[0].text() {
      case "add": return operands[0] + operands[1]
      case "sub": return operands[0] - operands[1]
      case "mul": return operands[0] * operands[1]
      case "pow": return operands[0].pow(operands[1])
      default: throw Unreadable(text: "\(value)")
      }
    }
  }

  private func run(_ vector: File.Case) throws {
    var shared: [String: Shared<Double>] = [:]
    for (name, value) in vector.shared { shared[name] = Shared(name, try value.array()) }
    for (name, value) in vector.default_updates ?? [:] {
      let update = try tensor(value, shared)
      try #require(shared[name]).setDefaultUpdate { _ in update }
    }
    for row in vector.script {
      let name = try row[1].text()
      switch try row[0].text() {
      case "get": #expect(try shared[name]?.value == row[2].array(), "\(vector.name)")
      case "set": try #require(shared[name]).set(row[2].array())
      default:
        let definition = try #require(vector.functions[name])
        let arguments = try row[2].list().map { try $0.array() }
        let results = try call(name, definition, arguments, shared)
        for (position, expected) in try row[3].list().enumerated() {
          #expect(try results[position] == expected.array(), "\(vector.name)")
        }
      }
    }
  }

  private func call(
    _ name: String, _ definition: File.Case.Function, _ arguments: [NDArray<Double>],
    _ shared: [String: Shared<Double>]
  ) throws -> FunctionOutputs {
    var names: [String: any TensorConvertible<Double>] = shared
    var inputs: [any TensorConvertible] = []
    for (position, name) in definition.inputs.enumerated() {
      let standard = try definition.defaults?[name]?.array()
      let value = try #require(
        arguments.indices.contains(position) ? arguments[position] : standard)
      let input = Tensor<Double>.placeholder(name, shape: value.shape)
      names[name] = input
      inputs.append(standard.map { Input(input, default: $0) } ?? input)
    }
    let outputs = try definition.outputs.map { try tensor($0, names) }
    let updates = try (definition.updates ?? []).map { update in
      Update(try #require(shared[update[0].text()]), to: try tensor(update[1], names))
    }
    let givens = try (definition.givens ?? []).map { given in
      Given(try #require(names[given[0].text()]).tensor, try tensor(given[1], names))
    }
    let f = try function(
      name, inputs: inputs, outputs: outputs, updates: updates, givens: givens,
      unusedInputs: .ignored)
    return try f.call(arguments)
  }

  @Test func scripts() throws {
    let cases = try file().cases
    for vector in cases { try run(vector) }
    #expect(cases.count >= 6)
  }

  // MARK: Refusals

  @Test func refusals() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2])
    let a = Tensor<Float>.placeholder("a")
    let b = Tensor<Float>.placeholder("b")
    let w = Shared("w", NDArray<Float>([1, 2]))
    let double = try function(inputs: [x], outputs: [x * 2])
    let attempts: [String: (words: String, attempt: () throws -> Void)] = [
      "shared variable as explicit input": (
        "cannot use the shared value 'w' as an input; it is read where it is used",
        { try function(inputs: [w], outputs: [w * 2]) }
      ),
      "update whose type (dtype, rank, broadcast pattern) differs from the shared variable": (
        "the update of 'w' is float(1, 2); expected float(2,), the type of the shared value",
        { try function(updates: [Update(w, to: w.reshape([1, 2]))]) }
      ),
      "same input listed three times": (
        "the input 'x' is listed twice", { try function(inputs: [x, x, x], outputs: [x]) }
      ),
      "output needs a variable that is neither input nor shared nor given": (
        "'x' is needed, but it is neither an input nor given", { try function(outputs: [x + w]) }
      ),
      "givens {a: b, b: a+1}": (
        "what is given for 'a' is computed from 'a' itself",
        { try function(outputs: [a], givens: [Given(a, b), Given(b, a + 1)]) }
      ),
      "float64 array for a float32 input without allow_input_downcast": (
        "f: 'x' is given Double of shape (2,); expected Float of shape (2,)",
        { try double(NDArray<Double>([1, 2])) }
      ),
      "wrt not connected to cost (disconnected_inputs='raise')": (
        "gradient: the cost does not depend on parameter 0, or only through indices such as labels",
        { _ = try gradient(of: a * 2, withRespectTo: [w]) }
      ),
    ]
    let refusals = try file().must_raise
    #expect(refusals.count == attempts.count)
    for refusal in refusals {
      let (words, attempt) = try #require(attempts[refusal.what])
      let found = errorText(attempt).split(separator: "\n").first ?? ""
      #expect(found.hasSuffix(": error: \(words)"), "\(refusal.what)")
    }
  }

  // MARK: Gradients

  @Test func gradientOfAProductOfProducts() throws {
    let vector = try #require(
      try file().gradients.first { $0.cost == "dot(x*x, dot(A,x))" })
    let rows = try #require(vector.A)
    let x = Shared("x", NDArray<Double>(try #require(vector.x)))
    let A = Shared(
      "A", try NDArray<Double>(shape: [rows.count, rows[0].count], scalars: rows.flatMap { $0 }))
    let cost = dot(x * x, dot(A, x))
    let gradients = try gradient(of: cost, withRespectTo: [x, A])
    let outputs = try function(outputs: [cost] + gradients)()
    #expect(try outputs[cost].scalar == vector.value)
    #expect(try outputs[gradients[0]].scalars == vector.grad_x)
    #expect(try outputs[gradients[1]].scalars == vector.grad_A?.flatMap { $0 })
  }
}
