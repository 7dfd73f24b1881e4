import Frontend
import GraphIR
import TestSupport
import Testing

/// What convolutions are in the graph, and what is said about those that are not possible.
@Suite struct ConvolutionTests {
  private let x = Tensor<Float>.placeholder("x", shape: [2, 6, 8, 9])
  private let w = Tensor<Float>.placeholder("w", shape: [4, 3, 3, 2])

  @Test func paddingIsTheConvolutionsOwn() throws {
    let y = conv2d(x, filters: w, padding: .half, stride: (2, 1), dilation: (1, 2), groups: 2)
    #expect(
      try text(inputs: [x, w], outputs: [y]) == """
        %0 = input(0) : float(2, 6, 8, 9) "x"
        %1 = input(1) : float(4, 3, 3, 2) "w"
        %2 = conv2d(stride: [2, 1], dilation: [1, 2], groups: 2, pads: [1, 1, 1, 1]) %0, %1 : float(2, 4, 4, 9)
        output 0 = %2
        """)
  }

  @Test(
    arguments: [
      (.valid, [6, 7]), (.full, [10, 11]), (.half, [8, 9]),
      (.symmetric(rows: 0, columns: 3), [6, 13]),
      (.explicit(top: 1, bottom: 0, left: 0, right: 5), [7, 12]),
    ] as [(ConvolutionPadding, [Int])])
  func padding(_ padding: ConvolutionPadding, extents: [Int]) {
    let y = conv2d(x, filters: w, padding: padding, dilation: (1, 2), groups: 2)
    #expect(y.shape == Shape([2, 4] + extents))
  }

  private struct Grid: Decodable {
    struct Axis: Decodable {
      let border_mode_1axis: Border
      let subsample: Int
      let dilation: Int
      let out: [[Int]]
    }
    enum Border: Decodable {
      case rule(String)
      case zeros([Int])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let rule = try? container.decode(String.self) {
          self = .rule(rule)
        } else {
          self = .zeros(try container.decode([Int].self))
        }
      }

      var padding: ConvolutionPadding? {
        switch self {
        case .rule("valid"): .valid
        case .rule("half"): .half
        case .rule("full"): .full
        case .rule: nil
        case .zeros(let zeros):
          .explicit(top: zeros[0], bottom: zeros[1], left: zeros[0], right: zeros[1])
        }
      }
    }
    let grid: [Axis]
  }

  /// Extents are those of the vectors, along either axis, and what has none is refused.
  @Test func shapesAreThoseOfTheVectors() throws {
    let grid = try Vectors.load("conv_shapes.json", as: Grid.self).grid
    #expect(!grid.isEmpty)
    for axis in grid {
      let padding = try #require(axis.border_mode_1axis.padding)
      for (image, row) in axis.out.enumerated() {
        for (filter, extent) in row.enumerated() {
          let x = Tensor<Float>.placeholder("x", shape: [1, 1, image + 1, image + 1])
          let w = Tensor<Float>.placeholder("w", shape: [1, 1, filter + 1, filter + 1])
          let y = conv2d(
            x, filters: w, padding: padding, stride: (axis.subsample, axis.subsample),
            dilation: (axis.dilation, axis.dilation))
          #expect(y.shape == (extent > 0 ? [1, 1, extent, extent] : nil), "\(axis)")
        }
      }
    }
  }

  /// What an ill-formed expression says.
  private func words(_ tensor: Tensor<Float>, line: Int = #line) -> String {
    errorText { try define(inputs: [x, w], outputs: [tensor], unusedInputs: .ignored) }
  }

  @Test(
    arguments: [
      (.symmetric(rows: -1, columns: -1), [-1, -1], [-1, -1]),
      (.symmetric(rows: -1, columns: 0), [-1, -1], [0, 0]),
      (.explicit(top: 0, bottom: 0, left: .max, right: .max), [0, 0], [.max, .max]),
      (.explicit(top: 0, bottom: 0, left: .min, right: 1), [0, 0], [.min, 1]),
    ] as [(ConvolutionPadding, [Int], [Int])])
  func refusesPadding(_ padding: ConvolutionPadding, rows: [Int], columns: [Int]) {
    let expected =
      "conv2d: padding of \(rows) rows and \(columns) columns; "
      + "expected at least 0 on each side, and a size that can be addressed"
    #expect(
      words(conv2d(x, filters: w, padding: padding, groups: 2)) == error(#line, expected))
    #expect(
      words(conv2dTransposed(x, filters: w, outputSize: (9, 9), padding: padding))
        == error(#line, expected))
  }

  @Test func refusesWhatIsNoConvolution() {
    #expect(
      words(conv2d(x, filters: w, stride: (0, 1), groups: 2))
        == error(#line, "conv2d: stride [0, 1]; expected two steps of at least 1 each"))
    #expect(
      words(conv2d(x, filters: w, padding: .full, dilation: (1, -1), groups: 2))
        == error(#line, "conv2d: dilation [1, -1]; expected two steps of at least 1 each"))
    #expect(
      words(conv2d(x, filters: w, groups: 4))
        == error(
          #line,
          "conv2d: 4 groups of 6 channels and 4 filters; "
            + "expected a number of groups that divides both"))
  }

  @Test func refusesWhatIsNoTranspose() {
    let y = Tensor<Float>.placeholder("y", shape: [2, 4, 3, 3])
    let row = Tensor<Float>.placeholder("row", shape: [3])
    let others: [any TensorConvertible] = [y, row]
    func words(_ tensor: Tensor<Float>) -> String {
      errorText { try define(inputs: others + [w], outputs: [tensor], unusedInputs: .ignored) }
    }
    #expect(
      words(conv2dTransposed(row, filters: w, outputSize: (5, 4)))
        == error(#line, "conv2dTransposed: input of shape (3,); expected 4 axes"))
    #expect(
      words(conv2dTransposed(y, filters: row, outputSize: (5, 4)))
        == error(#line, "conv2dTransposed: filters of shape (3,); expected 4 axes"))
    #expect(
      words(conv2dTransposed(y, filters: w, outputSize: (6, 4)))
        == error(
          #line,
          "conv2dInputGradient: gradient of shape (2, 4, 3, 3); expected (2, 4, 4, 3)"))
    for (groups, size) in [(Int.max, (5, 4)), (-1, (5, 4)), (1, (-5, 4)), (1, (.max, .max))] {
      let (channels, overflows) = 3.multipliedReportingOverflow(by: groups)
      let shape: Shape = [2, overflows ? .max : channels, size.0, size.1]
      #expect(
        words(conv2dTransposed(y, filters: w, outputSize: size, groups: groups))
          == error(
            #line,
            "conv2dTransposed: shape \(shape) is not possible; "
              + "expected extents of at least 0 and a size that can be addressed"))
    }
  }

  @Test func refusesWhatIsNoTable() {
    let filters = Tensor<Float>.placeholder("filters", shape: [3, 5, 5])
    func words(_ tensor: Tensor<Float>) -> String {
      errorText { try define(inputs: [x, filters], outputs: [tensor], unusedInputs: .ignored) }
    }
    #expect(
      words(conv2d(x, filters: filters, connections: [[0, 1], [2, 3]]))
        == error(
          #line,
          "conv2d: 4 connections and filters (3, 5, 5); expected a filter for each connection"))
    for (map, channel, table) in [
      (1, 6, [[0, 1], [6]]), (0, -1, [[-1, 1], [2]]), (2, 1, [[], [0], [1, 1]]),
    ] {
      #expect(
        words(conv2d(x, filters: filters, connections: table))
          == error(
            #line,
            "conv2d: output map \(map) sees channel \(channel) of the input (2, 6, 8, 9); "
              + "expected channels that there are, each once"))
    }
    #expect(
      words(conv2d(filters, filters: filters, connections: []))
        == error(#line, "conv2d: input of shape (3, 5, 5); expected 4 axes"))
    #expect(
      words(conv2d(x, filters: x, connections: []))
        == error(#line, "conv2d: filters of shape (2, 6, 8, 9); expected 3 axes"))
  }

  @Test func refusesWhatIsNoSignal() {
    let signal = Tensor<Float>.placeholder("signal", shape: [3])
    func words(_ tensor: Tensor<Float>) -> String {
      errorText { try define(inputs: [x, signal], outputs: [tensor], unusedInputs: .ignored) }
    }
    #expect(
      words(signalConv2d(signal, filters: x))
        == error(#line, "signalConv2d: input of shape (3,); expected 2 or 3 axes"))
    let image = x.reshape([48, 18])
    #expect(
      words(signalConv2d(image, filters: x))
        == error(#line, "signalConv2d: filters of shape (2, 6, 8, 9); expected 2 or 3 axes"))
  }

  @Test func saysNothingMoreAboutWhatIsWrongAlready() {
    let bad = x.reshape([1])
    let line = #line - 1
    let results = [
      conv2d(bad, filters: w, padding: .half), conv2d(x, filters: bad, padding: .full),
      conv2dTransposed(bad, filters: w, outputSize: (1, 1)), signalConv2d(bad, filters: x),
      conv2d(bad, filters: bad, connections: [[0]]),
    ]
    #expect(
      errorText { try define(inputs: [x, w], outputs: results, unusedInputs: .ignored) }
        == error(
          line, "reshape: shape (2, 6, 8, 9) has 864 elements, (1,) has 1; expected equal counts"))
  }
}
