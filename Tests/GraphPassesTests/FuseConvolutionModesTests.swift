import Autodiff
import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

/// Layers whose convolution has padding, strides, dilation or groups are made one kernel like others.
@Suite struct FuseConvolutionModesTests {
  @Test(arguments: [
    Convolution(stride: [2, 1]), Convolution(dilation: [1, 2], flipsFilters: false),
    Convolution(stride: [1, 2], dilation: [2, 1], groups: 2),
  ])
  func makesOneKernelOfALayer(convolution: Convolution) throws {
    var builder = GraphBuilder()
    let images: Shape = [2, 4, 9, 10]
    let input = try builder.input(0, images, name: "x")
    let filters = try builder.shared(0, [6, 4 / convolution.groups, 2, 3])
    let bias = try builder.shared(1, [1, 6, 1, 1])
    let border = Slicing(starts: [0, 0, 1, 2], steps: [1, 1, 1, 1], extents: images.extents)
    let padded = try builder.apply(.place(border, [2, 4, 11, 13]), input)
    let convolved = try builder.apply(.conv2d(convolution), padded, filters)
    let pooled = try builder.apply(
      .pool2d(Pooling(window: [2, 2], ignoresBorder: true)), convolved)
    let sum = try builder.apply(.add, pooled, bias)
    let output = try builder.apply(.tanh, sum)
    let square = try builder.apply(.multiply, output, output)
    let cost = try builder.apply(
      .reduce(.sum, axes: [0, 1, 2, 3], keepsDimensions: false), square)
    let gradients = try Autodiff.gradients(
      of: cost, withRespectTo: [input, filters], adding: &builder)
    let graph = builder.graph(output, gradients[0], gradients[1])
    let fused = try Pass.fuseConvPool.run(graph)
    try GraphVerifier(after: Pass.fuseConvPool.name).verify(fused)
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, fused, using: &generator)
    let names = try Pass.eliminateDeadCode.run(fused).nodes.map(\.operation.name)
    #expect(!names.contains { $0.hasPrefix("conv2d") || $0.contains("ool2d") })
    for block in ["", "InputGradient", "FilterGradient"] {
      #expect(names.filter { $0 == "convolutionBlock\(block)" }.count == 1)
    }
  }
}
