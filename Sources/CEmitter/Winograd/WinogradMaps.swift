import GraphIR
import Lowering

extension Kernel.Body {
  /// The transforms that the kernel's C calls, in an order that never changes.
  var winogradMaps: [(transform: WinogradTransform, maps: [TransformText.Map], element: ElementType)] {
    let (tiling, maps): (WinogradTiling, [TransformText.Map])
    switch self {
    case .rowTiledConvolution(let kernel):
      return [(kernel.tiling.columns, [.filter, .input, .output], kernel.tiling.geometry.elementType)]
    case .rowTiledFilterGradient(let kernel):
      return [
        (
          kernel.tiling.columns, [.input, .gradient, .filterGradient],
          kernel.tiling.geometry.elementType
        )
      ]
    case .winogradConvolution(let kernel):
      (tiling, maps) = (kernel.tiling, [.filter, .input, .output])
    case .winogradInputGradient(let kernel):
      (tiling, maps) = (kernel.tiling, [.filter, .gradient, .inputGradient])
    case .winogradFilterGradient(let kernel):
      (tiling, maps) = (kernel.tiling, [.input, .gradient, .filterGradient])
    default:
      return []
    }
    let element = tiling.geometry.elementType
    return [(tiling.rows, maps, element), (tiling.columns, maps, element)]
  }
}
