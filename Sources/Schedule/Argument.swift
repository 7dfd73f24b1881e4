import GraphIR

/// A buffer that a kernel is called with, and what it is to the kernel.
package struct Argument: Sendable, Hashable {
  /// What a buffer is to a kernel, which has each role at most once.
  package enum Role: Sendable, Hashable {
    /// One of the tensors that a scalar program or an operation of a user's reads.
    case operand(Int)
    /// One of the tensors that a kernel of several loops writes.
    case result(Int)
    case named(Name)

    /// The roles of which there is one; the text of a schedule has these names.
    package enum Name: String, Sendable, CaseIterable {
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
      /// The gradient at a convolution's filters, of a kernel whose output is that at the input.
      case filterGradient
      /// Which positions of its window attain the maximum, a bit for each.
      case mask
      /// A convolution's sums with the bias, before the activation.
      case preactivation
      /// What the kernel is there for: the one result of most.
      case output
      /// The squares that belong to sums: to the output, or to those of its rows.
      case squares
      /// Filters under Winograd's transform.
      case transformedFilters
      /// A matrix whose vectors lie side by side.
      case packedMatrix
      /// The other matrix, whose numbers lie in the order in which tiles read them.
      case packedFactors
      /// Sums of parts, which the kernel itself adds up.
      case partialSums
    }
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

extension Argument.Role {
  package static let input = named(.input)
  package static let filters = named(.filters)
  package static let bias = named(.bias)
  package static let left = named(.left)
  package static let right = named(.right)
  package static let table = named(.table)
  package static let indices = named(.indices)
  package static let labels = named(.labels)
  package static let maxima = named(.maxima)
  package static let values = named(.values)
  package static let probabilities = named(.probabilities)
  package static let gradient = named(.gradient)
  package static let filterGradient = named(.filterGradient)
  package static let mask = named(.mask)
  package static let preactivation = named(.preactivation)
  package static let output = named(.output)
  package static let squares = named(.squares)
  package static let transformedFilters = named(.transformedFilters)
  package static let packedMatrix = named(.packedMatrix)
  package static let packedFactors = named(.packedFactors)
  package static let partialSums = named(.partialSums)
}

extension Argument.Role: CustomStringConvertible {
  package var description: String {
    switch self {
    case .operand(let number): "operand\(number)"
    case .result(let number): "result\(number)"
    case .named(let name): name.rawValue
    }
  }
}

extension Argument.Role: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    let word = try text.word("a role")
    if let name = Name(rawValue: word) {
      self = .named(name)
    } else if word.hasPrefix("operand"), let number = Int(word.dropFirst("operand".count)) {
      self = .operand(number)
    } else if word.hasPrefix("result"), let number = Int(word.dropFirst("result".count)) {
      self = .result(number)
    } else {
      throw text.error("there is no role '\(word)'", at: mark)
    }
  }
}
