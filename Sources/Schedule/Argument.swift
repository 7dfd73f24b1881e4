/// A buffer that a kernel is called with, and what it is to the kernel.
package struct Argument: Sendable, Hashable {
  /// What a buffer is to a kernel, which has each role at most once.
  package enum Role: Sendable, Hashable {
    /// One of the tensors that a scalar program or an operation of a user's reads.
    case operand(Int)
    /// What a convolution, a pooling or a kernel of one tensor reads.
    case input
    case filters, bias
    /// The left and the right matrix of a product.
    case left, right
    /// A tensor of rows that indices or labels pick from, and those.
    case table, indices, labels
    /// The maxima of a pooling, and values in the shape of its input.
    case maxima, values
    /// The softmax of a softmax gradient.
    case probabilities
    /// The gradient at a kernel's forward output.
    case gradient
    /// Which positions of its window attain the maximum, a bit for each.
    case mask
    /// A convolution's sums with the bias, before the activation.
    case preactivation
    /// What the kernel is there for: the one result of most.
    case output
    /// Filters under Winograd's transform.
    case transformedFilters
    /// A matrix whose vectors lie side by side.
    case packedMatrix
    /// Sums of parts, which the kernel itself adds up.
    case partialSums
  }

  /// What a kernel does with a buffer.
  package enum Access: Sendable, Hashable {
    case read, write
    /// Written and read by the kernel alone.
    case workspace
  }

  package let role: Role
  /// The number of the buffer in the schedule.
  package let buffer: Int
  package let access: Access

  package init(_ access: Access, _ role: Role, _ buffer: Int) {
    self.access = access
    self.role = role
    self.buffer = buffer
  }
}

extension Argument.Role: CustomStringConvertible {
  package var description: String {
    switch self {
    case .operand(let number): "operand\(number)"
    case .input: "input"
    case .filters: "filters"
    case .bias: "bias"
    case .left: "left"
    case .right: "right"
    case .table: "table"
    case .indices: "indices"
    case .labels: "labels"
    case .maxima: "maxima"
    case .values: "values"
    case .probabilities: "probabilities"
    case .gradient: "gradient"
    case .mask: "mask"
    case .preactivation: "preactivation"
    case .output: "output"
    case .transformedFilters: "transformedFilters"
    case .packedMatrix: "packedMatrix"
    case .partialSums: "partialSums"
    }
  }
}
