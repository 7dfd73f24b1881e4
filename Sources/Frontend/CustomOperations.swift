import Diagnostics
import GraphIR

extension CustomOperation {
  /// The operation applied to tensors.
  ///
  ///     let ranks: Tensor<Float> = RankTransform().applied(to: scores)
  ///
  /// Operands that it does not take, and a result whose elements are of another type than is
  /// requested here, are thrown as mistakes by `compile` and `gradient`, with this line.
  public func applied<Result: TensorScalar>(
    to operands: any TensorConvertible..., file: String = #fileID, line: Int = #line
  ) -> Tensor<Result> {
    let location = SourceLocation(file: file, line: line)
    let expressions = operands.map(\.expression)
    let result = Expression(.custom(AnyCustomOperation(self)), expressions, at: location)
    if let found = result.type?.elementType, found != Result.elementType {
      let mistake = FunctionError.customResult(name, expected: Result.elementType, found: found)
      return Tensor(Expression(mistake: "\(mistake)", expressions, at: location))
    }
    return Tensor(result)
  }
}
