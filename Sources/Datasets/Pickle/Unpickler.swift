/// The stack machine of Python's pickle protocols 0 to 5, without the ability to call anything.
///
/// It knows the opcodes that build numbers, strings, tuples, lists, dicts and NumPy arrays, and
/// refuses every other opcode, and every function or class that is not one of `PickleGlobal`.
/// The meaning of the opcodes is that of Python's `pickletools`.
struct Unpickler {
  let content: ContentReader
  var heap = PickleHeap()
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var opcodeOffset = 0
  private var stringLimit = PickleLimits.stringBytes
  private let opcodeLimit: Int

  private init(_ content: ContentReader, opcodes: Int) {
    self.content = content
    opcodeLimit = opcodes
  }

  /// Reads a pickle up to the end of the file, and returns its value and what the value refers to.
  ///
  /// - Parameter opcodes: how many opcodes it may have.
  static func read(
    _ content: ContentReader, opcodes: Int = PickleLimits.opcodes
  ) throws -> (value: PickleValue, heap: PickleHeap) {
    var unpickler = Unpickler(content, opcodes: opcodes)
    let value = try unpickler.run()
    try content.expectEnd()
    return (value, unpickler.heap)
  }

  private mutating func run() throws -> PickleValue {
    for _ in 0..<opcodeLimit {
      opcodeOffset = content.offset
      let code = try content.byte(of: "an opcode")
      guard let opcode = PickleOpcode(rawValue: code) else {
        throw fail(PickleError.unknownOpcode(code))
      }
      if opcode == .stop { return try pop() }
      try execute(opcode)
    }
    throw content.fail(PickleError.tooManyOpcodes(limit: opcodeLimit))
  }

  private mutating func execute(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .stop: break
    case .proto: try checkProtocol(Int(content.unsignedInteger(bytes: 1)))
    // Frames only help readers to prefetch.
    case .frame: _ = try content.unsignedInteger(bytes: 8)
    case .mark: marks.append(stack.count)

    case .pop: try popValueOrMark()
    case .popMark: _ = try popToMark()
    case .dup: stack.append(try top())
    case .get: try get(content.decimalInteger())
    case .binget: try get(Int(content.unsignedInteger(bytes: 1)))
    case .longBinget: try get(Int(content.unsignedInteger(bytes: 4)))
    case .put: memo[try content.decimalInteger()] = try top()
    case .binput: memo[Int(try content.unsignedInteger(bytes: 1))] = try top()
    case .longBinput: memo[Int(try content.unsignedInteger(bytes: 4))] = try top()
    case .memoize: memo[memo.count] = try top()

    case .none: stack.append(.none)
    case .newTrue: stack.append(.boolean(true))
    case .newFalse: stack.append(.boolean(false))
    case .int: stack.append(try integerOrBoolean())
    case .binint: stack.append(.integer(try content.signedInteger(bytes: 4)))
    case .binint1: stack.append(.integer(Int(try content.unsignedInteger(bytes: 1))))
    case .binint2: stack.append(.integer(Int(try content.unsignedInteger(bytes: 2))))
    case .long: stack.append(.integer(try content.decimalInteger()))
    case .long1: try pushLong(bytes: Int(content.unsignedInteger(bytes: 1)))
    case .long4: try pushLong(bytes: content.signedInteger(bytes: 4))
    case .float: stack.append(.float(try content.decimalFloat()))
    case .binfloat:
      let bits = try content.unsignedInteger(bytes: 8)
      stack.append(.float(Double(bitPattern: bits.byteSwapped)))

    case .string: try pushString(content.quotedString(limit: stringLimit))
    case .binstring: try pushBytes(signedCount(content.signedInteger(bytes: 4)))
    case .shortBinstring, .shortBinbytes: try pushBytes(content.byteCount(bytes: 1))
    case .binbytes: try pushBytes(content.byteCount(bytes: 4))
    case .binbytes8, .bytearray8: try pushBytes(content.byteCount(bytes: 8))

    case .unicode: try pushString(content.rawUnicodeString(limit: stringLimit))
    case .shortBinunicode: try pushText(content.byteCount(bytes: 1))
    case .binunicode: try pushText(content.byteCount(bytes: 4))
    case .binunicode8: try pushText(content.byteCount(bytes: 8))

    case .emptyTuple: push(.tuple([]))
    case .tuple: push(.tuple(Array(try popToMark())))
    case .tuple1: push(.tuple(Array(try pop(1))))
    case .tuple2: push(.tuple(Array(try pop(2))))
    case .tuple3: push(.tuple(Array(try pop(3))))
    case .emptyList: push(.list([]))
    case .list: push(.list(Array(try popToMark())))
    case .append: try append(pop(1))
    case .appends: try append(popToMark())
    case .emptyDict: push(.dict([]))
    case .dict:
      let items = try popToMark()
      push(.dict([]))
      try setItems(items)
    case .setitem: try setItems(pop(2))
    case .setitems: try setItems(popToMark())

    case .global: try pushGlobal(module: content.nameLine(), name: content.nameLine())
    case .inst:
      throw fail(PickleError.refusedGlobal("\(try content.nameLine()).\(try content.nameLine())"))
    case .stackGlobal:
      let names = try pop(2).map { heap.string($0)?.name }
      guard let module = names.first ?? nil, let name = names.last ?? nil else {
        throw fail(
          PickleError.arguments(of: "STACK_GLOBAL", expected: "the names of a module and a class"))
      }
      try pushGlobal(module: module, name: name)
    case .reduce: try call()
    case .build: try setState()
    }
  }

  /// An error at the opcode that is being executed.
  func fail(_ problem: any FormatError) -> DatasetError {
    content.fail(problem, at: opcodeOffset)
  }
}

/// The stack and the memo.
extension Unpickler {
  mutating func push(_ object: PickleObject) {
    stack.append(heap.add(object))
  }

  private func top() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw fail(PickleError.stackUnderflow)
    }
    return value
  }

  private mutating func pop() throws -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  mutating func pop(_ count: Int) throws -> ArraySlice<PickleValue> {
    guard stack.count - (marks.last ?? 0) >= count else { throw fail(PickleError.stackUnderflow) }
    defer { stack.removeLast(count) }
    return ArraySlice(Array(stack.suffix(count)))
  }

  private mutating func popToMark() throws -> ArraySlice<PickleValue> {
    guard let mark = marks.last else { throw fail(PickleError.stackUnderflow) }
    let items = try pop(stack.count - mark)
    marks.removeLast()
    return items
  }

  /// POP takes a mark away as well, if one was set last.
  private mutating func popValueOrMark() throws {
    if marks.last == stack.count {
      marks.removeLast()
    } else {
      _ = try pop()
    }
  }

  private mutating func get(_ key: Int) throws {
    guard let value = memo[key] else { throw fail(PickleError.unknownMemo(key)) }
    stack.append(value)
  }
}

/// Numbers, strings, lists and dicts.
extension Unpickler {
  private func checkProtocol(_ version: Int) throws {
    guard version <= PickleLimits.protocolVersion else {
      throw fail(PickleError.unsupportedProtocol(version))
    }
  }

  /// Protocols 0 and 1 write booleans as integers with a leading zero.
  private func integerOrBoolean() throws -> PickleValue {
    let start = content.offset
    let text = try content.numberLine()
    switch text {
    case "00": return .boolean(false)
    case "01": return .boolean(true)
    default:
      guard let integer = Int(text) else {
        throw content.fail(PickleError.malformedNumber(text), at: start)
      }
      return .integer(integer)
    }
  }

  private mutating func pushLong(bytes count: Int) throws {
    guard 0...8 ~= count else { throw fail(PickleError.wideInteger(bytes: count)) }
    stack.append(.integer(try content.signedInteger(bytes: count)))
  }

  /// BINSTRING alone stores its count with a sign.
  private func signedCount(_ count: Int) throws -> Int {
    guard count >= 0 else { throw fail(PickleError.malformedString) }
    return count
  }

  private mutating func pushString(_ string: PickleString) {
    stringLimit -= string.count
    push(.string(string))
  }

  private mutating func pushBytes(_ count: Int) throws {
    pushString(try PickleString(verbatim: count, from: content, limit: stringLimit))
  }

  private mutating func pushText(_ count: Int) throws {
    pushString(try content.utf8String(count, limit: stringLimit))
  }

  private mutating func append(_ items: ArraySlice<PickleValue>) throws {
    let list = try top()
    guard heap.append(items, to: list) else {
      throw fail(
        DatasetError.Problem.structure(expected: "a list to append to", found: heap.summary(list)))
    }
  }

  private mutating func setItems(_ items: ArraySlice<PickleValue>) throws {
    let dict = try top()
    guard items.count % 2 == 0 else { throw fail(PickleError.stackUnderflow) }
    guard heap.setItems(items, of: dict) else {
      throw fail(
        DatasetError.Problem.structure(
          expected: "a dict to add items to", found: heap.summary(dict)))
    }
  }
}
