import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct UnfoldingTests {
  private let target = Target(registerBytes: 64)

  private func unfolding(
    _ input: Shape, _ filters: Shape, _ block: ConvolutionBlock
  ) -> Unfolding? {
    let choice = Choice(
      ConvolutionGeometry(
        block.convolution, input: input, filters: filters, elementType: .float, target: target),
      block, target: target)
    return if case .patches(_, let unfolding) = choice.method { unfolding } else { nil }
  }

  private func block(
    stride: [Int] = [1, 1], dilation: [Int] = [1, 1], pooling: Pooling? = nil,
    keepsMask: Bool = false
  ) -> ConvolutionBlock {
    ConvolutionBlock(
      convolution: Convolution(stride: stride, dilation: dilation), pooling: pooling,
      keepsMask: keepsMask)
  }

  private let pooling = Pooling(window: [2, 2], ignoresBorder: true)

  @Test func oneImageHasAsManyPatchesAsThereAreLanes() throws {
    let first = try #require(unfolding([1, 1, 28, 28], [20, 1, 5, 5], block(pooling: pooling)))
    #expect(first.patchShape == [16, 1, 10, 10])
    #expect(first.resultShape == [16, 20, 3, 3])
    #expect([first.rowStep, first.columnStep] == [6, 6])
    let second = try #require(unfolding([1, 20, 12, 12], [50, 20, 5, 5], block(pooling: pooling)))
    #expect(second.patchShape == [16, 20, 6, 6])
    #expect(second.resultShape == [16, 50, 1, 1])
  }

  @Test func stridesAndDilationsWidenPatches() throws {
    let strided = try #require(
      unfolding([2, 1, 17, 20], [4, 1, 3, 2], block(stride: [2, 3], dilation: [1, 2])))
    // The output is of 8 rows and 6 columns.
    #expect(strided.rows * strided.resultHeight == 8)
    #expect(strided.columns * strided.resultWidth == 6)
    #expect(strided.rowStep == strided.resultHeight * 2)
    #expect(strided.columnStep == strided.resultWidth * 3)
    #expect(strided.patchHeight == (strided.resultHeight - 1) * 2 + 3)
    #expect(strided.patchWidth == (strided.resultWidth - 1) * 3 + 3)
    // The last patch ends within the image.
    #expect((strided.rows - 1) * strided.rowStep + strided.patchHeight <= 17)
    #expect((strided.columns - 1) * strided.columnStep + strided.patchWidth <= 20)
  }

  @Test func manyImagesAreLanesThemselves() {
    for images in [15, 16, 500] {
      #expect(unfolding([images, 1, 28, 28], [20, 1, 5, 5], block(pooling: pooling)) == nil)
    }
  }

  @Test func whatGradientsReadStaysAsItIs() {
    #expect(
      unfolding([1, 1, 28, 28], [20, 1, 5, 5], block(pooling: pooling, keepsMask: true)) == nil)
  }

  @Test func movingMustPay() {
    // Each of the 50 x 50 pixels is met by one product alone.
    #expect(unfolding([8, 1, 50, 50], [1, 1, 1, 1], block()) == nil)
    #expect(unfolding([1, 1, 1, 1], [1, 1, 1, 1], block()) == nil)
    #expect(unfolding([0, 1, 5, 5], [1, 1, 2, 2], block()) == nil)
  }

  @Test func fewImagesStayRowsBetweenConvolutions() throws {
    var builder = GraphBuilder()
    let bytes = try builder.input(0, TensorType(.uint8, [1, 1, 28, 28]), "bytes")
    let w = try builder.input(1, float([4, 1, 5, 5]), "w")
    let v = try builder.input(2, float([3, 4, 5, 5]), "v")
    let x = try builder.add(.cast(.float), [bytes], name: "x", at: here)
    let y = try builder.apply(.conv2d(Convolution()), x, w)
    let z = try builder.apply(.conv2d(Convolution()), builder.apply(.tanh, y), v)
    #expect(
      try builder.schedule(outputs: [z]).kernelNames == [
        "x_cast_", "w_unfold_", "w_conv2d_", "w_fold_", "w_tanh_", "v_unfold_", "v_conv2d_",
        "v_fold_",
      ])
  }
}
