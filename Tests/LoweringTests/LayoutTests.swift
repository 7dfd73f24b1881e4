import GraphIR
import TestSupport
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct LayoutTests {
  private static let images = float([11, 1, 9, 9])
  private static let filters = float([2, 1, 2, 2])

  @Test func conversionsFallAtTheImagesAndAtTheFlatten() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, Self.images, "x")
    let w = try builder.input(1, Self.filters, "w")
    let v = try builder.input(2, float([3, 2, 2, 2]), "v")
    let b = try builder.input(3, float([1, 2, 1, 1]), "b")
    let first = try builder.apply(.conv2d(Convolution()), x, w)
    let biased = try builder.apply(.tanh, builder.apply(.add, first, b))
    let second = try builder.apply(.conv2d(Convolution()), biased, v)
    let flat = try builder.apply(.reshape([11, 147]), second)
    let schedule = try builder.schedule(outputs: [flat])
    #expect(
      schedule.kernelNames == [
        "x_to_images_innermost_", "x_conv2d_", "b_add_", "b_tanh_", "v_conv2d_", "v_to_rows_",
        "v_copy_",
      ])
  }

  @Test func gradientsOfConvolutionsHaveImagesInnermostAndThoseOfFiltersAreRows() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, Self.images, "x")
    let w = try builder.input(1, Self.filters, "w")
    let g = try builder.input(2, float([11, 2, 8, 8]), "g")
    let dx = try builder.apply(
      .conv2dInputGradient(Convolution(), inputShape: Self.images.shape), w, g)
    let dw = try builder.apply(
      .conv2dFilterGradient(Convolution(), filterShape: Self.filters.shape), x, g)
    let graph = builder.graph(outputs: [dx, dw])
    let layouts = try Plan(graph, for: Target(registerBytes: 32)).layouts
    let innermost = Layout.imagesInnermost(lanes: 16)
    #expect(layouts == [.rowMajor, .rowMajor, .rowMajor, innermost, .rowMajor])
    // The gradient g is read twice with images innermost, and converted once.
    #expect(
      try builder.schedule(outputs: [dx, dw]).kernelNames == [
        "g_to_images_innermost_", "w_conv2d_input_gradient_", "x_to_images_innermost_",
        "x_conv2d_filter_gradient_", "w_to_rows_",
      ])
  }

  @Test func whatIsComputedFromRowsForConvolutionsGoesToTheirLayoutAtOnce() throws {
    var builder = GraphBuilder()
    let bytes = try builder.input(0, TensorType(.uint8, Self.images.shape), "bytes")
    let w = try builder.input(1, Self.filters, "w")
    let g = try builder.input(2, float([11, 2, 10, 10]), "g")
    let x = try builder.add(.cast(.float), [bytes], name: "x", at: here)
    let place = Slicing(starts: [0, 0, 1, 1], steps: [1, 1, 1, 1], extents: [11, 1, 9, 9])
    let padded = try builder.apply(.place(place, [11, 1, 11, 11]), x)
    let y = try builder.apply(.conv2d(Convolution()), padded, w)
    let dw = try builder.apply(
      .conv2dFilterGradient(Convolution(), filterShape: Self.filters.shape), padded, g)
    #expect(
      try builder.schedule(outputs: [y, dw]).kernelNames == [
        "x_cast_", "x_zeros_", "x_place_", "w_conv2d_", "g_to_images_innermost_",
        "g_conv2d_filter_gradient_", "w_to_rows_",
      ])
  }

  @Test func whatSomeoneElseReadsAsRowsIsConvertedForConvolutions() throws {
    var builder = GraphBuilder()
    let bytes = try builder.input(0, TensorType(.uint8, Self.images.shape), "bytes")
    let w = try builder.input(1, Self.filters, "w")
    let x = try builder.add(.cast(.float), [bytes], name: "x", at: here)
    let z = try builder.apply(.conv2d(Convolution()), x, w)
    let flat = try builder.apply(.reshape([11, 81]), x)
    let squares = try builder.apply(.multiply, flat, flat)
    #expect(
      try builder.schedule(outputs: [z, squares]).kernelNames == [
        "x_cast_", "x_to_images_innermost_", "w_conv2d_", "x_multiply_", "w_to_rows_",
      ])
  }

  @Test func filtersComputedFromRowsStayRows() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, Self.images, "x")
    let w = try builder.input(1, Self.filters, "w")
    let doubled = try builder.apply(.add, w, w)
    let y = try builder.apply(.conv2d(Convolution()), x, doubled)
    let graph = builder.graph(outputs: [y])
    let layouts = try Plan(graph, for: Target(registerBytes: 32)).layouts
    #expect(layouts[doubled.node] == .rowMajor)
  }

  @Test func operandsThatDifferFromImageToImageOnlyAreNoReasonToStay() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, Self.images)
    let w = try builder.input(1, Self.filters)
    let scale = try builder.input(2, float([11, 1, 1, 1]))
    let y = try builder.apply(.conv2d(Convolution()), x, w)
    let z = try builder.apply(.multiply, y, scale)
    let graph = builder.graph(outputs: [z])
    let layouts = try Plan(graph, for: Target(registerBytes: 32)).layouts
    #expect(layouts[z.node] == .rowMajor)
  }

  @Test func betweenTwoNumbersOfLanesTheWayLeadsThroughRows() throws {
    var builder = GraphBuilder()
    let type = TensorType(.double, Self.images.shape)
    let x = try builder.input(0, type, "x")
    let w = try builder.input(1, TensorType(.double, [1, 1, 1, 1]), "w")
    let v = try builder.input(2, Self.filters, "v")
    let mask = try builder.input(3, Self.images, "mask")
    let y = try builder.apply(.conv2d(Convolution()), x, w)
    // One operand is twice as wide as the result, so that the loop cannot run over images.
    let program = ScalarProgram(
      operandCount: 2,
      steps: [.init(.cast(.float), [1]), .init(.multiply, [0, 2])])
    let narrow = try builder.apply(.elementwise(program, Self.images.shape), mask, y)
    let z = try builder.apply(.conv2d(Convolution()), narrow, v)
    let conversions = try builder.schedule(outputs: [z]).kernels.compactMap { kernel in
      if case .layoutConversion(let body) = kernel.body {
        "\(body.direction) \(body.lanes)"
      } else {
        nil
      }
    }
    #expect(
      conversions == [
        "toImagesInnermost 8", "toRowMajor 8", "toImagesInnermost 16", "toRowMajor 16",
      ])
  }

  @Test func extentsInMemory() {
    let layout = Layout.imagesInnermost(lanes: 8)
    #expect(layout.extents(of: [11, 3, 4, 5]) == [2, 3, 4, 5, 8])
    #expect(layout.elementCount(of: [11, 3, 4, 5]) == 960)
    #expect(layout.elementCount(of: [0, 3, 4, 5]) == 0)
    #expect("\(layout), \(Layout.rowMajor)" == "8 images innermost, row-major")
  }
}
