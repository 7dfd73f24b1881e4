/// The opcodes of pickle protocols 0 to 5 that numbers, strings, tuples, lists, dicts and arrays
/// are written with.
///
/// Names and codes are those of Python's `pickletools`. What is missing would build instances of
/// arbitrary classes, sets, or refer to objects outside the file.
enum PickleOpcode: UInt8 {
  // Structure of the pickle.
  case proto = 0x80
  case frame = 0x95
  case mark = 0x28
  case stop = 0x2e

  // The stack and the memo.
  case pop = 0x30
  case popMark = 0x31
  case dup = 0x32
  case get = 0x67
  case binget = 0x68
  case longBinget = 0x6a
  case put = 0x70
  case binput = 0x71
  case longBinput = 0x72
  case memoize = 0x94

  // Constants and numbers.
  case none = 0x4e
  case newTrue = 0x88
  case newFalse = 0x89
  case int = 0x49
  case binint = 0x4a
  case binint1 = 0x4b
  case binint2 = 0x4d
  case long = 0x4c
  case long1 = 0x8a
  case long4 = 0x8b
  case float = 0x46
  case binfloat = 0x47

  // Strings of Python 2, and bytes.
  case string = 0x53
  case binstring = 0x54
  case shortBinstring = 0x55
  case binbytes = 0x42
  case shortBinbytes = 0x43
  case binbytes8 = 0x8e
  case bytearray8 = 0x96

  // Text.
  case unicode = 0x56
  case binunicode = 0x58
  case shortBinunicode = 0x8c
  case binunicode8 = 0x8d

  // Containers.
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case emptyList = 0x5d
  case list = 0x6c
  case append = 0x61
  case appends = 0x65
  case emptyDict = 0x7d
  case dict = 0x64
  case setitem = 0x73
  case setitems = 0x75

  // Names, calls and state.
  case global = 0x63
  case stackGlobal = 0x93
  case inst = 0x69
  case reduce = 0x52
  case build = 0x62
}
