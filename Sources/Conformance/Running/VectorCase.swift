import Diagnostics
import Frontend

/// A case of a vector file: a name and what has to hold.
struct VectorCase: Sendable {
  let name: String
  let body: Body

  enum Body: Sendable {
    /// Values of a graph. Many such cases are compiled together.
    case graph(any GraphCase)
    /// Functions with calls and updates of their own.
    case program(any ProgramCase)
    /// Anything that needs no function. Returns what is wrong, or `nil`.
    case check(@Sendable () throws -> String?)
    /// Something that cannot be written, as a test shows.
    case refusedStatically(StaticRefusal)
    /// Something that the language cannot say, and why.
    case skipped(String)
    /// Something that the file says in no form that there is.
    case malformed(VectorFileError)
  }

  init(_ name: String, _ graph: any GraphCase) {
    self.name = name
    body = .graph(graph)
  }

  init(_ name: String, _ program: any ProgramCase) {
    self.name = name
    body = .program(program)
  }

  /// - Parameter check: returns what is wrong, or `nil`.
  init(_ name: String, check: @escaping @Sendable () throws -> String?) {
    self.name = name
    body = .check(check)
  }

  init(_ name: String, skipped reason: String) {
    self.name = name
    body = .skipped(reason)
  }

  /// A case that needs parts of the file which the file does not have.
  init(_ name: String, lacking parts: [String]) {
    let names = parts.map { "'\($0)'" }.joined(separator: ", ")
    self.init(name, skipped: "the file has no \(names)")
  }

  init(_ name: String, malformed error: VectorFileError) {
    self.name = name
    body = .malformed(error)
  }

  /// A case that the type system does not let a user write.
  init(_ name: String, refusedBy refusal: StaticRefusal) {
    self.name = name
    body = .refusedStatically(refusal)
  }

  /// The case, or where nothing is expected of a graph, one that says so rather than pass.
  var checked: VectorCase {
    guard case .graph(let graph) = body,
      let expectations = try? graph.expectations(in: Double.self), expectations.isEmpty
    else { return self }
    return VectorCase(name, skipped: "nothing is expected of it")
  }

  /// A case in which the attempt has to be refused with a `ModelError`.
  ///
  /// - Parameter subject: what the error has to mention, such as the name of a variable.
  static func refusal(
    _ name: String, mentioning subject: String = "",
    _ attempt: @escaping @Sendable () throws -> Void
  ) -> VectorCase {
    VectorCase(
      name,
      check: {
        do {
          try attempt()
          return "was not refused"
        } catch let error as ModelError {
          return subject.isEmpty || "\(error)".contains(subject)
            ? nil : "the error does not mention '\(subject)': \(error)"
        }
      })
  }
}

/// A case whose results are values of a graph without arguments and updates.
protocol GraphCase: Sendable {
  /// The arrays that the graph starts from.
  var givens: [GivenArray] { get }
  var tolerances: Tolerances { get }
  /// What the results owe to passes, so that the graph is to be interpreted after them.
  var dependsOnPasses: Bool { get }

  /// The graph, written as a user would, and what its tensors have to be.
  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation]
}

extension GraphCase {
  var dependsOnPasses: Bool { false }

  /// How close results have to be, or `nil` where the precision is not enough for the case.
  func tolerance(in precision: Precision) -> Tolerance? {
    guard let tolerance = tolerances[precision] else { return nil }
    let isRepresentable =
      precision == .double || !tolerance.isExact || givens.allSatisfy(\.isRepresentableInFloat)
    return isRepresentable ? tolerance : nil
  }
}

/// A case that makes functions and calls them.
protocol ProgramCase: Sendable {
  var tolerances: Tolerances { get }

  /// What is wrong, in words; nothing where all is as it should be.
  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String]
}

/// A tensor and the value that it has to have.
struct Expectation {
  let what: String
  let tensor: any TensorConvertible
  let expected: ExpectedArray
}
