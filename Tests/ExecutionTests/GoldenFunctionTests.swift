import Foundation
import GraphIR
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

@testable import CEmitter

/// Whole functions: their C as a golden file, and what that very C computes.
@Suite struct GoldenFunctionTests {
  private func float(_ shape: Shape) -> TensorType { TensorType(.float, shape) }

  private func compare(
    _ builder: GraphBuilder, _ golden: String, roots: [Graph.Root], integersBelow: Int = 2,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    var generator = SeededGenerator.announced(golden)
    var inputs: [NumericArray] = []
    var shared: [NumericArray] = []
    for node in builder.nodes {
      let array = KernelTests.random(
        node.types[0], integersBelow: integersBelow, using: &generator)
      if case .input = node.operation { inputs.append(array) }
      if case .shared = node.operation { shared.append(array) }
    }
    try KernelTests.compare(
      builder.graph(name: golden, roots: roots), inputs: inputs, shared: shared, vectorBytes: 32,
      golden: golden, sourceLocation: sourceLocation)
  }

  @Test func loopsAndSumsWithImagesInnermost() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, float([11, 2, 4, 4])), name: "x", at: here)
    let w = try builder.add(.input(1, float([3, 2, 2, 2])), name: "w", at: here)
    let b = try builder.add(.input(2, float([1, 3, 1, 1])), name: "b", at: here)
    let y = try builder.add(.conv2d(Convolution()), [x, w], name: "y", at: here)
    let z = try builder.add(.add, [y, b], name: "z", at: here)
    let sums = try builder.add(
      .reduce(.sum, axes: [0, 2, 3], keepsDimensions: false), [z], name: "sums", at: here)
    try compare(
      builder, "images_innermost", roots: [.init(.output(0), z), .init(.output(1), sums)])
  }

  /// The moments of planes, and a sum, of the rows that a convolution writes.
  @Test func sumsOfRows() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, float([11, 2, 4, 7])), name: "x", at: here)
    let w = try builder.add(.input(1, float([3, 2, 1, 1])), name: "w", at: here)
    let z = try builder.add(.conv2d(Convolution()), [x, w], name: "z", at: here)
    let v = try builder.add(.input(2, float([3, 2, 1, 1])), name: "v", at: here)
    let y = try builder.add(.conv2d(Convolution()), [x, v], name: "y", at: here)
    let moments = try builder.add(.planeMoments, [y], name: "moments", at: here)
    let product = try builder.add(.multiply, [y, z], at: here)
    let sum = try builder.add(
      .reduce(.sum, axes: [0, 2, 3], keepsDimensions: false), [product], name: "sum", at: here)
    try compare(
      builder, "sums_of_rows",
      roots: [
        .init(.output(0), moments), .init(.output(1), Value(node: moments.node, result: 1)),
        .init(.output(2), sum),
      ])
  }

  /// A batch normalisation of what a convolution computes: the sum of squares is computed of
  /// centred elements inside the sum, with another sum of the same.
  @Test(arguments: [("channel_sums", 11), ("channel_sums_of_chunks", 130)])
  func sumsOfTheSameImages(golden: String, images: Int) throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, float([images, 2, 4, 4])), name: "x", at: here)
    let w = try builder.add(.input(1, float([3, 2, 2, 2])), name: "w", at: here)
    let y = try builder.add(.conv2d(Convolution()), [x, w], name: "y", at: here)
    let mean = try builder.add(.input(2, float([1, 3, 1, 1])), name: "mean", at: here)
    let (all, axes) = (builder.type(of: y).shape, [0, 2, 3])
    let square = ScalarProgram(
      operandCount: 2, steps: [.init(.subtract, [0, 1]), .init(.multiply, [2, 2])])
    let squares = try builder.add(.elementwise(square, all), [y, mean], at: here)
    let squared = try builder.add(
      .reduce(.sum, axes: axes, keepsDimensions: false), [squares], name: "squared", at: here)
    let total = try builder.add(
      .reduce(.sum, axes: axes, keepsDimensions: false), [y], name: "total", at: here)
    try compare(
      builder, golden, roots: [.init(.output(0), squared), .init(.output(1), total)])
  }

  @Test func imagesOfBytes() throws {
    var builder = GraphBuilder()
    let bytes = try builder.add(
      .shared(0, TensorType(.uint8, [13, 2, 3, 4])), name: "bytes", at: here)
    let first = try builder.add(.input(0, TensorType(.int64, [])), name: "first", at: here)
    let w = try builder.add(.input(1, float([1, 2, 2, 2])), name: "w", at: here)
    let rows = try builder.add(.sliceRows(count: 11), [bytes, first], at: here)
    let levels = try builder.add(.cast(.float), [rows], at: here)
    let program = ScalarProgram(
      operandCount: 2, steps: [.init(.cast(.float), [0]), .init(.multiply, [2, 1])])
    let scale = try builder.add(.constant(Literal(0x1p-8, type: float([]))), at: here)
    let x = try builder.add(
      .elementwise(program, [11, 2, 3, 4]), [rows, scale], name: "x", at: here)
    let y = try builder.add(.conv2d(Convolution()), [x, w], name: "y", at: here)
    // The levels themselves stay rows, since they are returned.
    try compare(
      builder, "images_of_bytes", roots: [.init(.output(0), y), .init(.output(1), levels)],
      integersBelow: 3)
  }

  @Test func updates() throws {
    var builder = GraphBuilder()
    let w = try builder.add(.shared(0, float([3])), name: "W", at: here)
    let u = try builder.add(.shared(1, float([3])), name: "u", at: here)
    let v = try builder.add(.shared(2, float([3])), name: "v", at: here)
    let g = try builder.add(.input(0, float([3])), name: "g", at: here)
    let stepped = try builder.add(.subtract, [w, g], at: here)
    try compare(
      builder, "updates",
      roots: [
        .init(.update(shared: 0), stepped), .init(.update(shared: 1), v),
        .init(.update(shared: 2), u), .init(.output(0), w),
      ])
  }

  /// A velocity and a step for each of two parameters, whose size depends on the number of steps.
  @Test(arguments: [("joined_updates", 80), ("joined_updates_of_one_thread", 3)])
  func joinedUpdates(golden: String, rows: Int) throws {
    var builder = GraphBuilder()
    let steps = try builder.add(.shared(0, float([])), name: "steps", at: here)
    let newSteps = try builder.add(.add, [steps, steps], at: here)
    let size = try builder.add(.exp, [newSteps], name: "size", at: here)
    var roots = [Graph.Root(.update(shared: 0), newSteps)]
    for (number, name) in ["W", "b"].enumerated() {
      let shape: Shape = number == 0 ? [rows, 60] : [60]
      let first = 2 * number + 1
      let w = try builder.add(.shared(first, float(shape)), name: name, at: here)
      let v = try builder.add(
        .shared(first + 1, float(shape)), name: "\(name).velocity", at: here)
      let g = try builder.add(.input(number, float(shape)), name: "d\(name)", at: here)
      let newV = try builder.add(.subtract, [v, g], at: here)
      let program = ScalarProgram(
        operandCount: 3, steps: [.init(.multiply, [1, 2]), .init(.add, [0, 3])])
      let newW = try builder.add(.elementwise(program, shape), [w, newV, size], at: here)
      roots += [.init(.update(shared: first), newW), .init(.update(shared: first + 1), newV)]
    }
    try compare(builder, golden, roots: roots)
  }

  @Test func slices() throws {
    var builder = GraphBuilder()
    let data = try builder.add(.shared(0, float([6, 2])), name: "data", at: here)
    let labels = try builder.add(
      .shared(1, TensorType(.int32, [6])), name: "labels", at: here)
    let index = try builder.add(.input(0, TensorType(.int64, [])), name: "index", at: here)
    let rows = try builder.add(.sliceRows(count: 3), [data, index], name: "rows", at: here)
    let some = try builder.add(.sliceRows(count: 3), [labels, index], at: here)
    let picked = try builder.add(.gatherByLabel, [rows, some], name: "picked", at: here)
    let more = try builder.add(.add, [data, data], at: here)
    try compare(
      builder, "slices",
      roots: [.init(.output(0), picked), .init(.update(shared: 0), more)])
  }

  @Test func constants() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, float([3])), name: "x", at: here)
    let table = try builder.add(
      .constant(
        Literal(type: float([3]), scalars: [.real(0.1), .real(-2), .real(3e20)].map { $0 })),
      at: here)
    let minusTwo = try builder.constant(-2, float([]), at: here)
    let sum = try builder.add(.subtract, [x, table], at: here)
    let scaled = try builder.add(.multiply, [sum, minusTwo], at: here)
    let two = try builder.add(.negate, [minusTwo], at: here)
    try compare(
      builder, "constants", roots: [.init(.output(0), scaled), .init(.output(1), two)])
  }

  /// All golden files, those of single kernels among them.
  @Test func areAsClangFormatMakesThem() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(try ClangFormat.complaints(about: files) == "")
  }

  @Test func header() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, float([3])), name: "x", at: here)
    let graph = builder.graph(name: "f", roots: [.init(.output(0), x)])
    let source = try CEmitter(abiVersion: 1, blasInclude: "").emit(
      Lowering.schedule(graph, for: Target(registerBytes: 32)))
    #expect(
      source.files.map(\.name) == [
        "f.c", "croton.h", "croton_vector.h", "croton_fma.h", "croton_math.h", "croton_functions.h",
      ])
    // The others are those that Swift computes with, which `GeneratedTests` compares.
    for header in source.files[1...2] { try expectGolden(header.text, header.name) }
  }

  @Test func headersOfExactMode() throws {
    let headers = try CEmitter.headers(registerBytes: 32, isExact: true)
    try expectGolden(headers[1].text, "croton_vector_exact.h")
    try expectGolden(headers[3].text, "croton_math_exact.h")
  }

  @Test(arguments: [CDialect.vectorExtensions, .portable])
  func headerOfBFloat16(dialect: CDialect) throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [3, 5])), name: "x", at: here)
    let gram = try builder.add(
      .dot(transposesLeft: false, transposesRight: true), [x, x], at: here)
    let graph = builder.graph(name: "f", roots: [Graph.Root(.output(0), gram)])
    let source = try CEmitter(abiVersion: 1, blasInclude: "", dialect: dialect).emit(
      Lowering.schedule(graph, for: Target(registerBytes: 32, usesBFloat16: true)))
    let header = try #require(source.files.first { $0.name == "croton_bf16.h" })
    #expect(source.files[0].text.contains("#include \"croton_bf16.h\"\n"))
    try expectGolden(
      header.text, dialect == .portable ? "croton_bf16_portable.h" : "croton_bf16.h")
  }

  @Test func headerOfProcesses() throws {
    let header = try CEmitter.mpiHeader()
    try expectGolden(header.text, header.name)
  }

  @Test func portableHeaders() throws {
    let headers = try CEmitter.headers(registerBytes: 16, dialect: .portable)
    try expectGolden(headers[0].text, "croton_portable.h")
    try expectGolden(headers[1].text, "croton_vector_portable.h")
  }
}
