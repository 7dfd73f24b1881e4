/// What can be wrong with NumPy arrays.
enum NumPyError: FormatError {
  case noMagicNumber
  case version(Int, Int)
  case longHeader(Int, limit: Int)
  case malformedHeader
  case elementType(String)
  case arrayOverflows(shape: [Int])
  case noArray(String, ExampleSet, names: [String])
  case noTestExamples(names: [String])
  case arraysOfOneKind(String, String)
  case tooManyAxes(Int)
  case noRole
  case noSibling(String, [String])
  case duplicateArray(String)
  case notOneHot

  var description: String {
    switch self {
    case .noMagicNumber: "expected the magic number of a NumPy array, got something else"
    case .version(let major, let minor):
      "expected a NumPy array of version 1.0, 2.0 or 3.0, got \(major).\(minor)"
    case .longHeader(let size, let limit):
      "expected a header of at most \(limit) bytes, got \(size)"
    case .malformedHeader:
      "expected a header like {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}, got"
        + " something else"
    case .elementType(let code):
      "expected elements that are bool, integers or floats of 2, 4 or 8 bytes, got the type"
        + " \(ErrorText.quoted(code))"
    case .arrayOverflows(let shape):
      "expected a shape whose size in bytes fits 63 bits, got \(ErrorText.shape(shape))"
    case .noArray(let role, let set, let names):
      "expected an array of the \(role) of the \(set.name) set, such as"
        + " \(role == "examples" ? "x" : "y")_\(set.keyword), got"
        + " \(names.isEmpty ? "no arrays" : ErrorText.list(names))"
    case .noTestExamples(let names):
      "expected one array of test examples, such as x_test, or a single array, got"
        + " \(names.isEmpty ? "no arrays" : ErrorText.list(names))"
    case .tooManyAxes(let count):
      "expected an array of at most \(NumPyHeader.mostAxes) axes, got \(count)"
    case .arraysOfOneKind(let first, let second):
      "expected one array of each kind, got \(ErrorText.quoted(first)) and \(ErrorText.quoted(second))"
    case .noRole:
      "expected a name that says what the array holds, such as x.npy or y_train.npy"
    case .noSibling(let role, let found):
      "expected one array beside it of the \(role), got"
        + " \(found.isEmpty ? "none" : ErrorText.list(found))"
    case .notOneHot: "expected one 1, for the class, and otherwise 0, got other numbers"
    case .duplicateArray(let name): "expected each array once, got \(ErrorText.quoted(name)) twice"
    }
  }
}
