/// What the calls that NumPy's pickles contain would do.
extension Unpickler {
  mutating func pushGlobal(module: String, name: String) throws {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw fail(PickleError.refusedGlobal("\(module).\(name)"))
    }
    stack.append(.global(global))
  }

  /// REDUCE calls a function with a tuple of arguments.
  mutating func call() throws {
    let operands = Array(try pop(2))
    guard case .global(let function) = operands[0], let arguments = heap.items(operands[1]) else {
      throw fail(
        DatasetError.Problem.structure(
          expected: "a function and a tuple of arguments",
          found: operands.map(heap.summary).joined(separator: " and ")))
    }
    switch function {
    case .encode: stack.append(try encoded(arguments))
    case .typeClass: push(.type(try type(arguments)))
    // The arguments only describe an empty array; its state brings shape and type.
    case .reconstruct: push(.emptyArray)
    case .fromBuffer: push(.array(try arrayFromBuffer(arguments)))
    case .arrayClass:
      throw fail(PickleError.arguments(of: function.name, expected: "no call"))
    }
  }

  /// `_codecs.encode(text, 'latin1')` is how protocols 0 to 2 of Python 3 write bytes.
  ///
  /// Text is kept as Latin-1 already, so the text is the bytes.
  private func encoded(_ arguments: [PickleValue]) throws -> PickleValue {
    guard arguments.count == 2, heap.string(arguments[0]) != nil,
      heap.string(arguments[1])?.name == "latin1"
    else {
      throw fail(
        PickleError.arguments(of: PickleGlobal.encode.name, expected: "a string and 'latin1'"))
    }
    return arguments[0]
  }

  /// `numpy.dtype(code, align, copy)`
  private func type(_ arguments: [PickleValue]) throws -> NumPyType {
    guard let first = arguments.first, let code = heap.string(first)?.name else {
      throw fail(
        PickleError.arguments(of: PickleGlobal.typeClass.name, expected: "a type code such as 'f4'")
      )
    }
    guard let type = NumPyType(code: code) else { throw fail(PickleError.unsupportedType(code)) }
    return type
  }

  /// `_frombuffer(buffer, dtype, shape, order)`
  private func arrayFromBuffer(_ arguments: [PickleValue]) throws -> NumPyArray {
    guard arguments.count == 4, let data = heap.string(arguments[0]),
      let type = heap.type(arguments[1]), let shape = shape(arguments[2]),
      let order = heap.string(arguments[3])?.name, order == "C" || order == "F"
    else {
      throw fail(
        PickleError.arguments(
          of: PickleGlobal.fromBuffer.name, expected: "bytes, a dtype, a shape and 'C' or 'F'"))
    }
    return try array(type: type, shape: shape, isColumnMajor: order == "F", data: data)
  }

  /// BUILD sets the state of an array or a dtype, as `__setstate__` would.
  mutating func setState() throws {
    let operands = Array(try pop(2))
    let state = heap.items(operands[1]) ?? []
    switch heap[operands[0]] {
    case .emptyArray:
      heap.replace(operands[0], with: .array(try array(state: state)))
    case .type(let type):
      heap.replace(operands[0], with: .type(try typeWithState(type, state: state)))
    default:
      throw fail(
        DatasetError.Problem.structure(
          expected: "an array or a dtype to set the state of",
          found: heap.summary(operands[0])))
    }
    stack.append(operands[0])
  }

  /// The state of an array is (version, shape, dtype, is in Fortran order, bytes).
  private func array(state: [PickleValue]) throws -> NumPyArray {
    guard state.count == 5, let shape = shape(state[1]), let type = heap.type(state[2]),
      let isColumnMajor = flag(state[3]), let data = heap.string(state[4])
    else {
      throw fail(
        PickleError.arguments(
          of: "numpy.ndarray.__setstate__",
          expected: "a version, a shape, a dtype, a flag and bytes"))
    }
    return try array(type: type, shape: shape, isColumnMajor: isColumnMajor, data: data)
  }

  /// The state of a dtype is (version, byte order, subtype, field names, fields, …), of which an
  /// array of plain numbers has only the byte order.
  private func typeWithState(_ type: NumPyType, state: [PickleValue]) throws -> NumPyType {
    guard state.count >= 5, let order = heap.string(state[1])?.name,
      state[2...4].allSatisfy({ if case .none = $0 { true } else { false } }),
      let result = type.with(byteOrder: order)
    else {
      throw fail(
        PickleError.arguments(
          of: "numpy.dtype.__setstate__", expected: "a byte order and no fields"))
    }
    return result
  }

  private func array(
    type: NumPyType, shape: [Int], isColumnMajor: Bool, data: PickleString
  ) throws -> NumPyArray {
    let array = NumPyArray(type: type, shape: shape, isColumnMajor: isColumnMajor, data: data)
    guard let byteCount = product(shape + [type.size]) else {
      throw fail(NumPyError.arrayOverflows(shape: shape))
    }
    guard byteCount == data.count else {
      throw fail(PickleError.arrayBytes(array.summary, expected: byteCount, found: data.count))
    }
    return array
  }

  private func shape(_ value: PickleValue) -> [Int]? {
    guard let items = heap.items(value), items.count <= PickleLimits.axes else { return nil }
    var shape: [Int] = []
    for item in items {
      guard case .integer(let size) = item, size >= 0 else { return nil }
      shape.append(size)
    }
    return shape
  }

  /// Python 2 wrote this flag as a boolean or as an integer.
  private func flag(_ value: PickleValue) -> Bool? {
    switch value {
    case .boolean(let flag): flag
    case .integer(let integer): integer != 0
    default: nil
    }
  }
}
