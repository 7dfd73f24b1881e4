import Compiler
import Datasets
import Frontend
import GraphIR

/// The filters of a trained model's first convolution, and what they find in one example.
public struct FirstConvolution: Sendable {
  /// The name of the filters, such as `conv2d1.W`.
  public let name: String
  /// The filters, (K, C, R, S).
  public let filters: NDArray<Float>
  /// The feature maps of the example, (K, OH, OW): the results of the convolution, before bias and
  /// activation.
  public let maps: NDArray<Float>
}

extension TrainedModel {
  /// The first convolution of the model over an example; `nil` for a model without one, or with
  /// one whose filters are not a parameter.
  ///
  /// - Parameters:
  ///   - values: the values of examples.
  ///   - example: the number of the example, counted from 0.
  /// - Throws: `DatasetError` where values cannot be read; errors of the compiler.
  public func firstConvolution(
    of values: ExampleValues, example: Int
  ) throws -> FirstConvolution? {
    let output: Expression =
      switch program.expressions.prediction {
      case .classes(let probabilities, _): probabilities.expression
      case .numbers(let numbers): numbers.expression
      }
    let size = description.exampleSize
    let location = program.expressions.location
    guard let convolution = output.firstConvolution,
      let filters = program.expressions.saved.first(where: { parameter in
        convolution.operands.contains { $0 === parameter.tensor.expression }
      }), filters.value.shape.rank == 4
    else { return nil }
    let function = try Function(
      FunctionDefinition(
        name: "feature_maps", inputs: [program.values], outputs: [Tensor<Float>(convolution)],
        updates: [], givens: [], mode: .evaluation, at: location),
      options: compileOptions)
    let chosen = [Int](repeating: example, count: batchSize)
    let batch = try NDArray<Float>(
      shape: [batchSize, size], scalars: values.numbers(of: chosen, size: size))
    let maps = try function(batch, file: location.file, line: location.line)[0, as: Float.self]
    let extents = Array(maps.shape.extents.dropFirst())
    return FirstConvolution(
      name: filters.name ?? "filters", filters: filters.value,
      maps: try NDArray(
        shape: Shape(extents), scalars: Array(maps.scalars.prefix(extents.reduce(1, *)))))
  }
}
