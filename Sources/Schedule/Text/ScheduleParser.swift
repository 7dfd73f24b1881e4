import Diagnostics
import GraphIR

/// Reads a schedule from the text that ``SchedulePrinter`` writes.
///
/// Operations of a user's are looked up by their names.
package struct ScheduleParser {
  private var scanner: TextScanner
  private var buffers: [Buffer] = []
  /// The number of the buffer that each name is for.
  private var numbers: [String: Int] = [:]
  /// The buffers that lie in others, which may come later: in their place, or from a byte on.
  private var contained: [(buffer: Int, other: String, mark: TextScanner.Mark, firstByte: Int?)] =
    []

  /// The schedule that a text is of.
  ///
  /// - Throws: `TextError` with the line and the column of what is wrong.
  package static func schedule(
    _ text: String, customOperations: [AnyCustomOperation] = []
  ) throws(TextError) -> Schedule {
    var parser = ScheduleParser(scanner: TextScanner(text, customOperations: customOperations))
    return try parser.schedule()
  }

  private init(scanner: TextScanner) {
    self.scanner = scanner
  }

  private mutating func schedule() throws(TextError) -> Schedule {
    try scanner.expect("schedule")
    let name = scanner.restOfLine()
    try scanner.expectEndOfLine()
    try scanner.expect("target")
    let target = try Target(from: &scanner)
    try scanner.expectEndOfLine()
    let (inputs, shared) = (try types("input"), try types("shared"))
    let outputs = try types("output")
    let failures = try failures()
    try scanner.expect("arena")
    try scanner.expect(":")
    let bytes = try scanner.integer()
    try scanner.expect("bytes")
    try scanner.expectEndOfLine()
    while scanner.take("buffer") { try buffer() }
    try placeContained()
    var steps: [Schedule.Step] = []
    while !scanner.isAtEnd { steps.append(try step()) }
    return Schedule(
      name: name, target: target, buffers: buffers, steps: steps, failures: failures,
      arenaByteCount: bytes, inputs: inputs, shared: shared, outputs: outputs)
  }

  /// The lines `input 0: float(2, 3)`, in order.
  private mutating func types(_ what: String) throws(TextError) -> [TensorType] {
    var types: [TensorType] = []
    while scanner.take(what) {
      try scanner.expect("\(types.count)")
      try scanner.expect(":")
      types.append(try scanner.tensorType())
      try scanner.expectEndOfLine()
    }
    return types
  }

  private mutating func failures() throws(TextError) -> [Schedule.Failure] {
    var failures: [Schedule.Failure] = []
    while scanner.take("failure") {
      try scanner.expect("\(failures.count + 1)")
      try scanner.expect(":")
      let reason = try scanner.quoted()
      var fused: [SourceLocation] = []
      while scanner.take("with") { fused.append(try scanner.quotedLocation()) }
      try scanner.expect("at")
      failures.append(
        Schedule.Failure(
          reason: reason, location: try scanner.sourceLocation(), fusedLocations: fused))
      try scanner.expectEndOfLine()
    }
    return failures
  }

  // MARK: Buffers

  /// What comes after `buffer` on its line.
  private mutating func buffer() throws(TextError) {
    let mark = scanner.mark()
    let name = try scanner.word("the name of a buffer")
    guard numbers[name] == nil else {
      throw scanner.error("there is a buffer '\(name)' already", at: mark)
    }
    try scanner.expect(":")
    let type = try scanner.tensorType()
    try scanner.expect(",")
    let layout = try layout(of: type)
    try scanner.expect(",")
    let (place, offset) = try place(type)
    var bytes: Int?
    if scanner.take(",") {
      bytes = try scanner.integer()
      try scanner.expect("bytes")
    }
    var buffer = Buffer(name: name, type: type, layout: layout, place: place, byteCount: bytes)
    buffer.offset = offset
    numbers[name] = buffers.count
    buffers.append(buffer)
    try scanner.expectEndOfLine()
  }

  private mutating func layout(of type: TensorType) throws(TextError) -> Layout {
    if scanner.take("row-major") { return .rowMajor }
    let mark = scanner.mark()
    let lanes = try scanner.integer("'row-major' or a number of images")
    try scanner.expect("images innermost")
    guard type.shape.rank > 0, (1...64).contains(lanes) else {
      throw scanner.error("\(type) has no layout with \(lanes) images innermost", at: mark)
    }
    return .imagesInnermost(lanes: lanes)
  }

  private mutating func place(
    _ type: TensorType
  ) throws(TextError) -> (place: Buffer.Place, offset: Int?) {
    if scanner.take("input") { return (.input(try scanner.integer()), nil) }
    if scanner.take("shared") { return (.shared(try scanner.integer()), nil) }
    if scanner.take("output") { return (.output(try scanner.integer()), nil) }
    if scanner.take("arena") { return (.arena, scanner.take("at") ? try scanner.integer() : nil) }
    if scanner.take("constant") { return (.constant(try scanner.literal(type)), nil) }
    if scanner.take("alias of") { return (.alias(of: try knownBuffer()), nil) }
    let isInPlace = scanner.take("in place of")
    if isInPlace || scanner.take("part of") {
      let mark = scanner.mark()
      let other = try scanner.word("the name of a buffer")
      var firstByte: Int?
      if !isInPlace {
        try scanner.expect("from byte")
        firstByte = try scanner.integer()
      }
      contained.append((buffers.count, other, mark, firstByte))
      // The buffer itself stands for the other until all names are known.
      return (.inPlace(of: buffers.count), nil)
    }
    guard scanner.take("rows of") else { throw scanner.error(expected: "a place") }
    let source = try knownBuffer()
    try scanner.expect("from")
    return (.rows(of: source, start: try knownBuffer()), nil)
  }

  /// Gives the buffers that lie in others their places, now that all names are known.
  private mutating func placeContained() throws(TextError) {
    for (buffer, name, mark, firstByte) in contained {
      guard let other = numbers[name] else {
        throw scanner.error("there is no buffer '\(name)'", at: mark)
      }
      guard let firstByte else {
        buffers[buffer].place = .inPlace(of: other)
        continue
      }
      guard buffers[other].place == .arena else {
        throw scanner.error("there is no buffer '\(name)' in the arena", at: mark)
      }
      buffers[buffer].place = .part(of: other, firstByte: firstByte)
    }
    var isPlaced = [Bool](repeating: false, count: buffers.count)
    for (buffer, _, mark, _) in contained {
      var path = [buffer]
      while let last = path.last, !isPlaced[last], let next = buffers[last].place.container {
        guard path.count <= buffers.count else {
          throw scanner.error("'\(buffers[buffer].name)' lies in itself", at: mark)
        }
        path.append(next)
      }
      for buffer in path { isPlaced[buffer] = true }
    }
  }

  /// The number of a buffer that has come before.
  private mutating func knownBuffer() throws(TextError) -> Int {
    let mark = scanner.mark()
    let name = try scanner.word("the name of a buffer")
    guard let number = numbers[name] else {
      throw scanner.error("there is no buffer '\(name)' before", at: mark)
    }
    return number
  }

  // MARK: Steps

  private mutating func step() throws(TextError) -> Schedule.Step {
    if scanner.take("kernel") { return .kernel(try kernel()) }
    if scanner.take("begin updates") {
      try scanner.expectEndOfLine()
      return .beginUpdates
    }
    let binds = scanner.take("bind rows of")
    guard binds || scanner.take("check numbers of") else {
      throw scanner.error(
        expected: "a buffer, 'kernel', 'bind rows of', 'check numbers of' or 'begin updates'")
    }
    let buffer = try knownBuffer()
    try scanner.expect(",")
    try scanner.expect("failure")
    let failure = try scanner.integer()
    try scanner.expectEndOfLine()
    return binds
      ? .bindRows(buffer: buffer, failure: failure)
      : .checkNumbers(buffer: buffer, failure: failure)
  }

  /// What comes after `kernel`: its name, its arguments and its numbers.
  private mutating func kernel() throws(TextError) -> Kernel {
    let name = try scanner.word("the name of a kernel")
    try scanner.expect(",")
    var nodes: [Int] = []
    if scanner.take("node") {
      nodes.append(try scanner.integer())
      try scanner.expect(",")
      try scanner.expect("at")
    } else if scanner.take("nodes") {
      repeat {
        nodes.append(try scanner.integer())
        try scanner.expect(",")
      } while nodes.count < 2 || !scanner.take("at")
    } else {
      try scanner.expect("at")
    }
    let location = try scanner.sourceLocation()
    try scanner.expectEndOfLine()
    var arguments: [Argument] = []
    while let access = access() {
      let role = try Argument.Role(from: &scanner)
      try scanner.expect(":")
      arguments.append(Argument(access, role, try knownBuffer()))
      try scanner.expectEndOfLine()
    }
    let body = try Kernel.Body(from: &scanner)
    try scanner.expectEndOfLine()
    return Kernel(
      name: name, body: body, arguments: arguments, location: location,
      nodes: nodes)
  }

  private mutating func access() -> Argument.Access? {
    if scanner.take("read") { return .read }
    if scanner.take("write") { return .write }
    return scanner.take("workspace") ? .workspace : nil
  }
}
