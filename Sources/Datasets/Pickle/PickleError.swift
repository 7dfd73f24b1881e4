/// What can be wrong with a pickle.
enum PickleError: FormatError {
  case unsupportedProtocol(Int)
  case unknownOpcode(UInt8)
  case tooManyOpcodes(limit: Int)
  case stackUnderflow
  case tooManyStrings
  case unknownMemo(Int)
  case refusedGlobal(String)
  case longNumber
  case longName
  case malformedNumber(String)
  case malformedString
  case wideInteger(bytes: Int)
  case notLatin1
  case arguments(of: String, expected: String)
  case unsupportedType(String)
  case arrayBytes(String, expected: Int, found: Int)

  var description: String {
    switch self {
    case .unsupportedProtocol(let version):
      "expected a pickle protocol from 0 to \(PickleLimits.protocolVersion), got \(version)"
    case .unknownOpcode(let code):
      "expected a pickle opcode for numbers, strings, tuples, lists, dicts or arrays,"
        + " got \(ErrorText.hexadecimal(Int(code), digits: 2))"
    case .tooManyOpcodes(let limit): "expected a pickle of at most \(limit) opcodes, got more"
    case .stackUnderflow: "the pickle takes a value that it has not put on the stack"
    case .tooManyStrings:
      "expected at most \(PickleLimits.stringBytes) bytes of strings in the pickle, got more"
    case .unknownMemo(let key): "the pickle refers to memo \(key), which it has not stored"
    case .refusedGlobal(let name):
      "refused to load \(ErrorText.quoted(name)); a pickled data set may name only the functions that"
        + " make NumPy arrays"
    case .longNumber:
      "expected a number of at most \(PickleLimits.digits) characters, got more"
    case .longName:
      "expected a name of at most \(PickleLimits.name) characters, got more"
    case .malformedNumber(let text): "expected a number of 64 bits, got \(ErrorText.quoted(text))"
    case .malformedString: "expected a quoted string, got a malformed one"
    case .wideInteger(let bytes):
      "expected an integer of at most 8 bytes, got one of \(bytes)"
    case .notLatin1: "expected text of Latin-1 characters only, got others"
    case .arguments(let function, let expected):
      "expected \(expected) for \(function), got something else"
    case .unsupportedType(let code):
      "expected an array of floats of 4 or 8 bytes or of integers, got the type"
        + " \(ErrorText.quoted(code))"
    case .arrayBytes(let array, let expected, let found):
      "expected \(ErrorText.bytes(expected)) for \(array), got \(found)"
    }
  }
}
