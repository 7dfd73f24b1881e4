import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

/// The text of a schedule, read back.
@Suite struct ScheduleParserTests {
  private let text = """
    schedule f
    target (vectorBytes: 32, registers: 16, accumulators: 12, l2Bytes: 1048576, \
    lastLevelBytes: 8388608, lineBytes: 64, lineCycles: 20, threadedWork: 262144, isExact: false)
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
      "exp \\"x\\""
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
    #expect(schedule.target == Target(vectorBytes: 32))
    #expect(schedule.buffers.map(\.offset) == [nil, nil, nil, 0, nil, 0])
    #expect(schedule.kernels[0].summary == "exp \"x\"")
    #expect("\(schedule.kernels[0].location)" == "Models/Net.swift:4")
  }

  @Test(arguments: [
    ("schedule f", "schedle f", 1, 1, "expected 'schedule', got 'schedle'"),
    ("registers: 16", "register: 16", 2, 26, "expected 'registers', got 'register'"),
    ("registers: 16,", "registers: 16", 2, 40, "expected ',' or ')', got 'accumulators'"),
    ("input 0:", "input 1:", 3, 7, "expected '0', got '1'"),
    ("w_: float", "x_: float", 9, 8, "there is a buffer 'x_' already"),
    ("in place of y_", "in place of q_", 12, 48, "there is no buffer 'q_' before"),
    (
      "8 images innermost", "images innermost", 13, 37,
      "expected 'row-major' or a number of images, got 'images'"
    ),
    ("arena at 0\n", "aren at 0\n", 11, 36, "expected a place, got 'aren'"),
    ("read operand0", "read operan0", 16, 8, "there is no role 'operan0'"),
    ("  loop(", "  lop(", 18, 3, "there is no kernel 'lop'"),
    (
      "element(operand0", "elment(operand0", 18, 33,
      "expected 'element', 'index' or 'literal', got 'elment'"
    ),
    ("exp a0", "exp a1", 18, 136, "there is no 'a1' before"),
    (
      "begin updates", "end", 20, 1,
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
