import GraphIR
import Schedule

/// Writes the C function of one kernel.
protocol KernelEmitter {
  var context: KernelContext { get }
  /// What the kernel computes, in formulas a C programmer can check the function against.
  var formula: String { get }
  /// Whether loops that run once stay loops.
  var keepsLoops: Bool { get }
  /// The text of the function. What it calls besides the header's functions is among the helpers.
  func function(_ helpers: inout HelperFunctions) throws -> String
}

extension KernelEmitter {
  /// The function under its comment, after the helpers that no kernel before it has called.
  func render(_ helpers: inout HelperFunctions) throws -> [String] {
    let function = try function(&helpers)
    let location = context.kernel.location.approximateDescription
    let comment = (formula.split(separator: "\n").map(String.init) + [location])
      .map(commentText).joined(separator: "\n   ")
    let text = "/* \(comment) */\n\(function)"
    return helpers.takePending() + [keepsLoops ? text : SingleIterations.apply(to: text)]
  }

  var keepsLoops: Bool { false }
  var index: String { context.index.rawValue }
  var functionName: String { context.kernel.name }
  var parameters: [CParameter] { context.parameters }
  var resultName: String { context.name(of: .output) }
  func name(of role: Argument.Role) -> String { context.name(of: role) }
  func buffer(_ role: Argument.Role) -> Buffer { context.buffer(role) }
}

extension Kernel {
  /// The emitter of the kernel's function.
  func emitter(_ buffers: [Buffer], index: IndexType) -> any KernelEmitter {
    let context = KernelContext(kernel: self, buffers: buffers, index: index)
    return switch body {
    case .loop(let nest): LoopEmitter(context: context, nest: nest)
    case .custom(let custom): CustomEmitter(context: context, custom: custom)
    case .reduction(let reduction): ReductionEmitter(context: context, reduction: reduction)
    case .fullReduction(let sum): FullReductionEmitter(context: context, sum: sum)
    case .channelSum(let sum): ChannelSumEmitter(context: context, sum: sum)
    case .argmax(let argmax): ArgmaxEmitter(context: context, argmax: argmax)
    case .layoutConversion(let conversion):
      LayoutConversionEmitter(context: context, conversion: conversion)
    case .matrixProduct(let product):
      if let tiling = product.tiling {
        ProductEmitter(context: context, product: product, tiling: tiling)
      } else {
        BLASProductEmitter(context: context, product: product)
      }
    case .softmax(let softmax): SoftmaxEmitter(context: context, softmax: softmax)
    case .index(let indices): IndexEmitter(context: context, indices: indices)
    case .label(let labels): LabelEmitter(context: context, labels: labels)
    case .pooling(let pooling): PoolingEmitter(context: context, kernel: pooling)
    case .patches(let patches): PatchEmitter(context: context, patches: patches)
    case .convolution(let kernel): ConvolutionEmitter(context: context, kernel: kernel)
    case .convolutionInputGradient(let kernel):
      ConvolutionInputGradientEmitter(context: context, kernel: kernel)
    case .convolutionFilterGradient(let kernel):
      ConvolutionFilterGradientEmitter(context: context, kernel: kernel)
    case .winogradConvolution(let kernel):
      WinogradConvolutionEmitter(context: context, kernel: kernel)
    case .winogradInputGradient(let kernel):
      WinogradInputGradientEmitter(context: context, kernel: kernel)
    case .winogradFilterGradient(let kernel):
      WinogradFilterGradientEmitter(context: context, kernel: kernel)
    case .rowTiledConvolution(let kernel):
      RowTiledConvolutionEmitter(context: context, kernel: kernel)
    case .rowTiledFilterGradient(let kernel):
      RowTiledFilterGradientEmitter(context: context, kernel: kernel)
    }
  }
}
