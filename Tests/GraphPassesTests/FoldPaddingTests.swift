import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct FoldPaddingTests {
  private static let part = Slicing(
    starts: [0, 0, 1, 2], steps: [1, 1, 1, 1], extents: [2, 3, 5, 6])

  /// Zeros that are there, zeros of the convolution's own, and both gradients.
  @Test func takesZerosIntoTheConvolution() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 3, 5, 6])
    let w = try builder.input(1, [4, 3, 3, 3])
    let g = try builder.input(2, [2, 4, 8, 8])
    let convolution = Convolution(
      padding: Convolution.Padding(before: [1, 0], after: [1, 0]))
    let padded = try builder.apply(.place(Self.part, [2, 3, 8, 10]), x)
    let y = try builder.apply(.conv2d(convolution), padded, w)
    let dw = try builder.apply(
      .conv2dFilterGradient(convolution, filterShape: [4, 3, 3, 3]), padded, g)
    let dPadded = try builder.apply(
      .conv2dInputGradient(convolution, inputShape: [2, 3, 8, 10]), w, g)
    let dx = try builder.apply(.slice(Self.part), dPadded)
    let graph = builder.graph(
      name: "f", roots: [y, dw, dx].enumerated().map { Graph.Root(.output($0), $1) })
    try check(
      .foldPadding, graph,
      """
      graph f
      %0 = input(0) : double(2, 3, 5, 6)
      %1 = input(1) : double(4, 3, 3, 3)
      %2 = input(2) : double(2, 4, 8, 8)
      %3 = place(0 ..< 2, 0 ..< 3, 1 ..< 6, 2 ..< 8) %0 : double(2, 3, 8, 10)
      %4 = conv2d(pads: [1, 1, 0, 0]) %3, %1 : double(2, 4, 8, 8)
      %5 = conv2dFilterGradient(pads: [1, 1, 0, 0]) %3, %2 : double(4, 3, 3, 3)
      %6 = conv2dInputGradient(pads: [1, 1, 0, 0]) %1, %2 : double(2, 3, 8, 10)
      %7 = slice(0 ..< 2, 0 ..< 3, 1 ..< 6, 2 ..< 8) %6 : double(2, 3, 5, 6)
      output 0 = %4
      output 1 = %5
      output 2 = %7
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 3, 5, 6)
        %1 = input(1) : double(4, 3, 3, 3)
        %2 = input(2) : double(2, 4, 8, 8)
        %3 = conv2d(pads: [2, 3, 2, 2]) %0, %1 : double(2, 4, 8, 8)
        %4 = conv2dFilterGradient(pads: [2, 3, 2, 2]) %0, %2 : double(4, 3, 3, 3)
        %5 = conv2dInputGradient(pads: [2, 3, 2, 2]) %1, %2 : double(2, 3, 5, 6)
        output 0 = %3
        output 1 = %4
        output 2 = %5
        """)
  }

  /// Images at every second position, and images beside others, are no padding.
  @Test(arguments: [
    Slicing(starts: [0, 0, 0, 0], steps: [1, 1, 2, 1], extents: [2, 3, 4, 10]),
    Slicing(starts: [0, 1, 0, 0], steps: [1, 1, 1, 1], extents: [2, 2, 8, 10]),
  ])
  func leavesOtherPlaces(part: Slicing) throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, part.shape)
    let w = try builder.input(1, [4, 3, 3, 3])
    let placed = try builder.apply(.place(part, [2, 3, 8, 10]), x)
    let convolved = try builder.apply(.conv2d(Convolution()), placed, w)
    let graph = builder.graph(convolved)
    #expect("\(try Pass.foldPadding.run(graph))" == "\(graph)")
  }
}
