import Croton
import TestSupport

/// A random program, most of whose arguments make no sense.
struct FuzzProgram {
  /// One kind of call, and the public names of `Frontend` that it calls.
  struct Step: Sendable {
    let names: [String]
    let run: @Sendable (inout FuzzProgram) throws -> Void

    init(_ names: String..., run: @escaping @Sendable (inout FuzzProgram) throws -> Void) {
      self.names = names
      self.run = run
    }
  }

  /// All kinds of calls.
  static let steps =
    valueSteps + elementwiseSteps + comparisonSteps + movementSteps + reductionSteps + networkSteps
    + functionSteps

  private static let extents = [
    0, 1, 1, 2, 2, 3, 4, 6, -1, 1 << 20, 1 << 31, 1 << 40, 1 << 62, .max, .min,
  ]
  // Never so many that an array of them is made.
  private static let arrayExtents = [0, 1, 2, 3, 4, -1, 1 << 60, 1 << 62, .max, .min]
  private static let numbers: [Float] = [
    0, 1, -1, 0.5, 2, 0x1p31, 0x1p62, .nan, .infinity, -.infinity, .greatestFiniteMagnitude,
    .leastNonzeroMagnitude,
  ]

  var generator: SeededGenerator
  var floats: [Tensor<Float>] = []
  var integers: [Tensor<Int64>] = []
  var conditions: [Tensor<Bool>] = []
  var shared: [Shared<Float>] = []
  var stream: RandomStream?
  var inputs: [any TensorConvertible] = []
  var updates: [Update] = []
  var givens: [Given] = []
  /// The mistakes that calls threw on the way.
  private(set) var thrown: [any Error] = []

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
  mutating func bool() -> Bool { .random(using: &generator) }
  mutating func extent() -> Int { Self.extents.randomElement(using: &generator) ?? 1 }
  mutating func small() -> Int { bool() ? int(-1...4) : extent() }
  mutating func pair() -> (Int, Int) { (small(), small()) }
  mutating func number() -> Float { Self.numbers.randomElement(using: &generator) ?? 1 }
  mutating func list(_ element: (inout FuzzProgram) -> Int) -> [Int] {
    (0..<int(0...4)).map { _ in element(&self) }
  }
  mutating func axes() -> [Int]? { bool() ? nil : list { $0.small() } }
  mutating func anyShape() -> Shape { Shape(list { $0.extent() }) }
  mutating func smallShape() -> Shape { Shape(list { $0.int(1...4) }) }
  mutating func arrayShape() -> Shape {
    Shape(list { Self.arrayExtents.randomElement(using: &$0.generator) ?? 1 })
  }

  mutating func float() -> Tensor<Float> {
    floats.randomElement(using: &generator) ?? .constant(1)
  }
  mutating func integer() -> Tensor<Int64> {
    integers.randomElement(using: &generator) ?? .constant(1)
  }
  mutating func condition() -> Tensor<Bool> {
    conditions.randomElement(using: &generator) ?? .constant(true)
  }

  /// Makes one more random call.
  mutating func step() -> Int {
    let number = int(0...(Self.steps.count - 1))
    do {
      try Self.steps[number].run(&self)
    } catch {
      thrown.append(error)
    }
    return number
  }

  /// The program as a function.
  mutating func definition() throws -> FunctionDefinition {
    let omitted: [DefaultUpdates] = [.applied, .omitted, .omittedFor(shared)]
    return try FunctionDefinition(
      name: "fuzzed", inputs: inputs, outputs: floats + integers + conditions, updates: updates,
      givens: givens, mode: bool() ? .training : .evaluation, defaultUpdates: omitted[int(0...2)],
      unusedInputs: .ignored, at: SourceLocation(file: #fileID, line: #line))
  }
}
