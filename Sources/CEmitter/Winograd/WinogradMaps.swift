import GraphIR
import Schedule

/// The transforms along one axis that a kernel's C calls.
struct WinogradMaps {
  let transform: WinogradTransform
  let maps: [TransformText.Map]
  let element: ElementType
}

extension Kernel.Body {
  /// The transforms that the kernel's C calls, in an order that never changes.
  var winogradMaps: [WinogradMaps] {
    switch self {
    case .winogradConvolution(let kernel):
      Self.maps(kernel.tiling, [.filter, .input, .output])
    case .winogradInputGradient(let kernel):
      Self.maps(kernel.tiling, [.filter, .gradient, .inputGradient])
    case .winogradFilterGradient(let kernel):
      Self.maps(kernel.tiling, [.input, .gradient, .filterGradient])
    case .rowTiledConvolution(let kernel):
      Self.maps(kernel.tiling, [.filter, .input, .output])
    case .rowTiledFilterGradient(let kernel):
      Self.maps(kernel.tiling, [.input, .gradient, .filterGradient])
    case .loop, .custom, .reduction, .fullReduction, .channelSum, .argmax, .layoutConversion,
      .matrixProduct, .softmax, .index, .label, .pooling, .patches, .convolution,
      .convolutionInputGradient, .convolutionFilterGradient:
      []
    }
  }

  private static func maps(_ tiling: WinogradTiling, _ maps: [TransformText.Map]) -> [WinogradMaps]
  {
    [tiling.rows, tiling.columns].map {
      WinogradMaps(transform: $0, maps: maps, element: tiling.geometry.elementType)
    }
  }

  private static func maps(_ tiling: RowTiling, _ maps: [TransformText.Map]) -> [WinogradMaps] {
    [WinogradMaps(transform: tiling.columns, maps: maps, element: tiling.geometry.elementType)]
  }
}
