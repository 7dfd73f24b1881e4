import GraphIR
import TestSupport
import Testing

@testable import Lowering
@testable import Schedule

/// The text of a schedule, read back.
@Suite struct ScheduleParserTests {
  private let text = """
    schedule f
    target (registerBytes: 32, registers: 8, accumulators: 6, \
    l2Bytes: 1048576, lastLevelBytes: 8388608, lineBytes: 64, lineCycles: 20, pageBytes: 4096, \
    largePageBytes: 2097152, threads: none, threadedWork: 262144, \
    fusion: (operands: 8, steps: 32, windowPositions: 64), isExact: false, usesBLAS: false, \
    usesBFloat16: false, savesMemory: false, checksBounds: false, bucketBytes: 1048576)
    input 0: float(3, 2)
    shared 0: float(2,)
    output 0: float(3, 2)
    failure 1: "rows %lld" at Models/Net.swift:3
    arena: 64 bytes
    buffer x_: float(3, 2), row-major, input 0
    buffer w_: float(2,), row-major, shared 0
    buffer numbers_: float(2,), row-major, constant [1.0, -0.0]
    buffer y_: float(3, 2), row-major, arena at 0
    buffer z_: float(3, 2), row-major, in place of y_
    buffer blocked_: float(3, 1, 2, 1), 8 images innermost, arena at 0, 4096 bytes
    kernel exp_, node 2, at Models/Net.swift:4
      read operand0: x_
      write output: y_
      loop(extents: [6], operands: [element(operand0, strides: [1], offset: 0)], \
    resultStrides: [1], resultOffset: 0, program: { a0 in exp a0 }, elementTypes: [float, float])
    check numbers of y_, failure 1
    begin updates

    """

  @Test func readsWhatIsPrinted() throws {
    let schedule = try ScheduleParser.schedule(text)
    #expect(SchedulePrinter(schedule).text == text)
    #expect(schedule.target == Target(registerBytes: 32))
    #expect(schedule.buffers.map(\.offset) == [nil, nil, nil, 0, nil, 0])
    #expect("\(schedule.kernels[0].location)" == "Models/Net.swift:4")
  }

  /// Results that are computed again to save memory come last, and others may take their place.
  @Test func aBufferMayLieInALaterOne() throws {
    let text = text.replacing("y_: float(3, 2), row-major, arena at 0", with: "y_")
      .replacing("z_: float(3, 2), row-major, in place of y_", with: "z_")
      .replacing("buffer y_\n", with: "buffer z_: float(3, 2), row-major, in place of y_\n")
      .replacing("buffer z_\n", with: "buffer y_: float(3, 2), row-major, arena at 0\n")
    let schedule = try ScheduleParser.schedule(text)
    #expect(SchedulePrinter(schedule).text == text)
    #expect(schedule.buffers[3].place == .inPlace(of: 4))
  }

  @Test(arguments: [
    ("x_: float(3, 2)", "x_: float(3, -2)", 8, 12, "there is no tensor float(3, -2)"),
    ("8 images", "0 images", 13, 37, "float(3, 1, 2, 1) has no layout with 0 images innermost"),
    ("schedule f", "schedle f", 1, 1, "expected 'schedule', got 'schedle'"),
    ("registers: 8", "register: 8", 2, 28, "expected 'registers', got 'register'"),
    ("registers: 8,", "registers: 8", 2, 41, "expected ',' or ')', got 'accumulators'"),
    ("input 0:", "input 1:", 3, 7, "expected '0', got '1'"),
    ("w_: float", "x_: float", 9, 8, "there is a buffer 'x_' already"),
    ("in place of y_", "in place of q_", 12, 48, "there is no buffer 'q_'"),
    ("in place of y_", "in place of z_", 12, 48, "'z_' lies in itself"),
    (
      "8 images innermost", "images innermost", 13, 37,
      "expected 'row-major' or a number of images, got 'images'"
    ),
    ("arena at 0\n", "aren at 0\n", 11, 36, "expected a place, got 'aren'"),
    ("read operand0", "read operan0", 15, 8, "there is no role 'operan0'"),
    ("  loop(", "  lop(", 17, 3, "there is no kernel 'lop'"),
    (
      "element(operand0", "elment(operand0", 17, 33,
      "expected 'element', 'index' or 'literal', got 'elment'"
    ),
    ("exp a0", "exp a1", 17, 136, "there is no 'a1' before"),
    (
      "begin updates", "end", 19, 1,
      "expected a buffer, 'kernel', 'bind rows of', 'check numbers of' or 'begin updates', got 'end'"
    ),
  ])
  func saysWhatIsWrongAndWhere(
    part: String, replacement: String, line: Int, column: Int, message: String
  ) {
    #expect(throws: TextError(line: line, column: column, message: message)) {
      try ScheduleParser.schedule(text.replacing(part, with: replacement, maxReplacements: 1))
    }
  }
}
