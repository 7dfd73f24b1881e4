import GraphIR

/// Both gradients of a convolution, at its input and at its filters, a band of rows after the
/// other.
///
/// Each band of the output gradient is copied once, to a window in the L2 cache that both read:
/// first the rows of the input gradient are computed from it, then its products with the same rows
/// of the input, in strips of as many rows as a sum has terms, are added to the gradient at the
/// filters. A program of the output gradient, such as the gradient of a batch normalisation, is
/// computed as it is copied, and goes to memory nowhere.
package struct ConvolutionGradientsKernel: Sendable {
  /// The gradient at the input, all channels of a group at a time.
  package var input: ConvolutionInputGradientKernel
  /// The gradient at the filters, whose bands of rows are the strips; one group of images and all
  /// filters at a time.
  package var filters: ConvolutionFilterGradientKernel

  package init(input: ConvolutionInputGradientKernel, filters: ConvolutionFilterGradientKernel) {
    self.input = input
    self.filters = filters
  }

  package var geometry: ConvolutionGeometry { input.geometry }

  /// The strips of a band; the last bands may have fewer, or none.
  package var stripsPerBand: Int { input.bandRows / filters.bandRows }

  /// What keeps the kernels from being computed together, if anything does.
  package var fault: String? {
    let window = input.window
    guard geometry == filters.geometry, input.gradient == .dense, filters.gradient == .dense else {
      return "its gradients are not those of one convolution"
    }
    guard input.bandRows.isMultiple(of: filters.bandRows), input.parts == 1, filters.shares == 1,
      filters.blocksAtOnce == 1, geometry.filtersPerGroup.isMultiple(of: filters.filterStep)
    else { return "its bands are no whole strips" }
    // The rows of all phases of a band, and the columns, are those of the output gradient at least.
    guard input.bands * input.bandRows >= geometry.outputHeight, window.top >= 0, window.left >= 0,
      window.columns >= window.left + geometry.outputWidth,
      window.rows >= window.top + input.bandRows
    else { return "its bands do not hold the output gradient" }
    return nil
  }
}

extension ConvolutionGradientsKernel: KernelTraits {
  package static var kind: Kernel.Kind { .convolutionGradients }
  package var algorithms: [String] { input.algorithms + filters.algorithms }
  package var work: Work { .products(2 * geometry.products) }
  package var workspaces: [Workspace] { filters.workspaces }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int {
    input.threadWorkspaceBytes + filters.inputWindowBytes
  }
}

extension ConvolutionGradientsKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    input = try text.field("input")
    filters = try text.field("filters")
    try text.expect(")")
  }
}
