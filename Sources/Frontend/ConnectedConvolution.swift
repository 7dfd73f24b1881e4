import Diagnostics
import GraphIR

/// A convolution in which each output map sees only some of the channels, as layer C3 of LeNet-5
/// (LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, table I).
///
/// - Parameters:
///   - input: images (N, C, H, W).
///   - filters: one for each connection, (connections, R, S), in the order of the table.
///   - connections: for each of the K output maps, the channels that it sees.
///   - padding: the padding of the convolution, and so on for the other parameters; see
///     `conv2d(_:filters:padding:stride:dilation:groups:filterFlip:)`.
/// - Returns: (N, K, OH, OW).
public func conv2d<Input: TensorConvertible, Filters: TensorConvertible>(
  _ input: Input, filters: Filters, connections: [[Int]], padding: ConvolutionPadding = .valid,
  stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1), filterFlip: Bool = true,
  file: String = #fileID, line: Int = #line
) -> Tensor<Input.Scalar>
where Input.Scalar == Filters.Scalar, Input.Scalar: FloatingPointTensorScalar {
  let location = SourceLocation(file: file, line: line)
  let operands = [input.expression, filters.expression]
  guard let images = input.shape, let weights = filters.shape else {
    return Tensor(Expression(.invalid(nil, operands), at: location))
  }
  do {
    let table = try connectionTable(connections, images, weights)
    // The zeros after the last filter stand for the connections that there are not.
    let dense = filters.tensor
      .padded([(0, 1), (0, 0), (0, 0)], file: file, line: line)
      .take(Tensor<Int64>.constant(table, at: location), file: file, line: line)
    return conv2d(
      input, filters: dense, padding: padding, stride: stride, dilation: dilation,
      filterFlip: filterFlip, file: file, line: line)
  } catch {
    return Tensor(Expression(mistake: "\(error)", operands, at: location))
  }
}

/// The filter for each output map and channel (K, C); the number after the last stands for none.
private func connectionTable(
  _ connections: [[Int]], _ input: Shape, _ filters: Shape
) throws -> NDArray<Int64> {
  for (operand, shape, rank) in [("input", input, 4), ("filters", filters, 3)]
  where shape.rank != rank {
    throw OperandError.rank(operation: "conv2d", operand: operand, expected: rank, found: shape)
  }
  guard connections.joined().count == filters[0] else {
    throw FunctionError.connectionCount(connections.joined().count, filters: filters)
  }
  let channels = input[1]
  var table = [Int64](repeating: Int64(filters[0]), count: connections.count * channels)
  var filter: Int64 = 0
  for (map, seen) in connections.enumerated() {
    for (position, channel) in seen.enumerated() {
      guard (0..<channels).contains(channel), !seen[..<position].contains(channel) else {
        throw FunctionError.connection(map: map, channel: channel, input: input)
      }
      table[map * channels + channel] = filter
      filter += 1
    }
  }
  return NDArray(uncheckedShape: [connections.count, channels], scalars: table)
}
