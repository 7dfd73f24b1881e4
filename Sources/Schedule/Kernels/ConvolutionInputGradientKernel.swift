import GraphIR

/// The gradient at the input of a convolution.
package struct ConvolutionInputGradientKernel: Sendable {
  package let geometry: ConvolutionGeometry
  package let gradient: OutputGradient
  /// Tiles of the channels of one group.
  package let channelTiles: [Tile]
  package let columnTiles: [Tile]

  package init(
    geometry: ConvolutionGeometry, gradient: OutputGradient, channelTiles: [Tile],
    columnTiles: [Tile]
  ) {
    self.geometry = geometry
    self.gradient = gradient
    self.channelTiles = channelTiles
    self.columnTiles = columnTiles
  }
}

extension ConvolutionInputGradientKernel: KernelTraits {
  package static var kind: Kernel.Kind { .convolutionInputGradient }
  package var algorithm: String? { "input gradient \(geometry.operands): direct" }
  package var work: Work { .products(geometry.products) }
  package var namesParametersByRole: Bool { true }
  /// The bytes of the output gradient of one group of images.
  package var threadWorkspaceBytes: Int {
    max(1, geometry.filters * geometry.outputHeight * geometry.outputWidth)
      * geometry.lanes * geometry.elementType.byteCount
  }
}

extension ConvolutionInputGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    gradient = try text.field("gradient")
    channelTiles = try text.field("channelTiles")
    columnTiles = try text.field("columnTiles")
    try text.expect(")")
  }
}
