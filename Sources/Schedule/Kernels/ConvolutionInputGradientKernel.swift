import GraphIR

/// The gradient at the input of a convolution: for each phase of rows and columns a convolution of
/// the output gradient, of which a band is copied to a window with zeros around it.
package struct ConvolutionInputGradientKernel: Sendable {
  package let geometry: ConvolutionGeometry
  package let gradient: OutputGradient
  /// The channels of a group that are computed from one window of the gradient; they divide the
  /// group.
  package let partChannels: Int
  /// Tiles of those channels.
  package let channelTiles: [Tile]
  /// The most columns of a phase whose sums are held at the same time.
  package let columns: Int
  /// The rows of each phase that are computed from one window of the gradient.
  package let bandRows: Int
  /// What is computed of the elements of the output gradient as they are copied; `nil` where they
  /// are there.
  package var computedGradient: ElementProgram?
  /// What is added up of the rows of the result; `nil` where nothing is.
  package var rowSums: RowSums?

  package init(
    geometry: ConvolutionGeometry, gradient: OutputGradient, partChannels: Int,
    channelTiles: [Tile], columns: Int, bandRows: Int
  ) {
    self.geometry = geometry
    self.gradient = gradient
    self.partChannels = partChannels
    self.channelTiles = channelTiles
    self.columns = columns
    self.bandRows = bandRows
  }

  /// What is copied of the output gradient for a band.
  package var window: ConvolutionWindow {
    geometry.gradientWindow(bandRows: bandRows, holdsWholeRows: gradient != .dense)
  }

  /// The parts of a group's channels.
  package var parts: Int { geometry.channelsPerGroup / max(1, partChannels) }

  /// The bands that the rows of a phase are cut into.
  package var bands: Int { (geometry.phaseExtent(axis: 0) + bandRows - 1) / bandRows }
}

extension ConvolutionInputGradientKernel: KernelTraits {
  package static var kind: Kernel.Kind { .convolutionInputGradient }
  package var algorithms: [String] { ["input gradient \(geometry.operands): direct"] }
  package var work: Work { .products(geometry.products(columns: geometry.outputPieces().columns)) }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int { geometry.bytes(of: window) }
}

extension ConvolutionInputGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    gradient = try text.field("gradient")
    partChannels = try text.field("partChannels")
    channelTiles = try text.field("channelTiles")
    columns = try text.field("columns")
    bandRows = try text.field("bandRows")
    computedGradient = try text.field("computedGradient")
    rowSums = try text.field("rowSums")
    try text.expect(")")
  }
}
