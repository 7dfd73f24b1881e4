/// A chain of element-wise functions that one loop evaluates, an element at a time.
///
/// Operands are numbered first, then the results of the steps in order; the last step's result is
/// the program's.
public struct ScalarProgram: Sendable, Hashable {
  /// One function applied to operands or to the results of earlier steps.
  public struct Step: Sendable, Hashable {
    package let function: ElementwiseFunction
    package let arguments: [Int]

    package init(_ function: ElementwiseFunction, _ arguments: [Int]) {
      self.function = function
      self.arguments = arguments
    }
  }

  package let operandCount: Int
  package let steps: [Step]

  package init(operandCount: Int, steps: [Step]) {
    self.operandCount = operandCount
    self.steps = steps
  }

  /// The program of one function alone.
  public init(_ function: ElementwiseFunction) {
    self.init(
      operandCount: function.arity,
      steps: [Step(function, Array(0..<function.arity))])
  }

  /// The element type of each operand and each step.
  public func elementTypes(operands: [ElementType]) -> [ElementType] {
    steps.reduce(into: operands) { types, step in
      types.append(step.function.resultType(of: step.arguments.map { types[$0] }))
    }
  }
}
