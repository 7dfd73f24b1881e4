import GraphIR

/// The pooling of a tensor, or a part of its gradients.
///
/// With images innermost a plane is one channel of one group of images, and each of its elements a
/// vector of images.
package struct PoolingKernel: Sendable {
  /// What is written, and from what.
  package enum Role: Sendable, CaseIterable {
    /// From the input: the maxima, sums or averages.
    case forward
    /// From the gradient at sums or averages: the gradient at the input.
    case gradient
    /// From the input, the maxima and the gradient at them: the gradient at the input.
    case maximumGradient
    /// From the input, the maxima and values in the input's shape: sums of values where maxima are.
    case maskedSum
  }

  package let role: Role
  package let elementType: ElementType
  package let pooling: Pooling
  /// The number of (H, W) planes.
  package let planes: Int
  package let height: Int
  package let width: Int
  /// How many images lie innermost, where they do.
  package let lanes: Int?

  package init(_ role: Role, _ pooling: Pooling, input: TensorType, layout: Layout) {
    self.role = role
    self.pooling = pooling
    elementType = input.elementType
    height = input.shape[input.shape.rank - 2]
    width = input.shape[input.shape.rank - 1]
    let outer = layout.extents(of: input.shape).prefix(input.shape.rank - 2)
    planes = outer.reduce(1, *)
    if case .imagesInnermost(let lanes) = layout { self.lanes = lanes } else { lanes = nil }
  }

  /// What the kernel reads, in the order of its operation's operands.
  package var inputs: [Argument.Role] {
    switch role {
    case .forward: [.input]
    case .gradient: [.gradient]
    case .maximumGradient: [.input, .maxima, .gradient]
    case .maskedSum: [.input, .maxima, .values]
    }
  }

  package var outputHeight: Int { pooling.outputExtent(height, axis: 0) }
  package var outputWidth: Int { pooling.outputExtent(width, axis: 1) }
}

extension PoolingKernel: KernelTraits {
  package static var kind: Kernel.Kind { .pooling }
  package var work: Work { .elements }
  package var namesParametersByRole: Bool { true }
}

extension PoolingKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    pooling = try text.field("pooling")
    planes = try text.field("planes")
    height = try text.field("height")
    width = try text.field("width")
    lanes = try text.field("lanes")
    try text.expect(")")
  }
}

extension PoolingKernel.Role: FieldCase {}
