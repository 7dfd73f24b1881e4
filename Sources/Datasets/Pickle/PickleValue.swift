/// A value on the stack of the unpickler.
///
/// Compound values live in a `PickleHeap` and refer to each other by index, so neither depth nor
/// cycles of a hostile pickle can make anything here recurse.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  case float(Double)
  case global(PickleGlobal)
  case object(Int)
}

/// A value that others refer to.
enum PickleObject {
  case tuple([PickleValue])
  case list([PickleValue])
  /// A dict: a key, its value, the next key, and so on, of which the last of equal keys counts.
  case dict([PickleValue])
  /// Text and bytes alike: Python 2 writes both as one, and NumPy names its types with either.
  case string(PickleString)
  case type(NumPyType)
  /// What `_reconstruct` returns, until its state is set.
  case emptyArray
  case array(NumPyArray)
}

/// The functions and classes that a pickle may name.
///
/// None of them is ever called: each stands for a rule of the unpickler.
enum PickleGlobal {
  case reconstruct
  case arrayClass
  case typeClass
  case fromBuffer
  case encode

  /// NumPy 2 renamed `numpy.core` to `numpy._core`.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      self = .reconstruct
    case ("numpy", "ndarray"):
      self = .arrayClass
    case ("numpy", "dtype"):
      self = .typeClass
    case ("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer"):
      self = .fromBuffer
    case ("_codecs", "encode"):
      self = .encode
    default:
      return nil
    }
  }

  /// The name of the function or class in Python.
  var name: String {
    switch self {
    case .reconstruct: "numpy._core.multiarray._reconstruct"
    case .arrayClass: "numpy.ndarray"
    case .typeClass: "numpy.dtype"
    case .fromBuffer: "numpy._core.numeric._frombuffer"
    case .encode: "_codecs.encode"
    }
  }
}

/// The compound values of one pickle.
struct PickleHeap {
  private var objects: [PickleObject] = []

  /// Stores an object, and returns the value that refers to it.
  mutating func add(_ object: PickleObject) -> PickleValue {
    objects.append(object)
    return .object(objects.count - 1)
  }

  /// The object a value refers to, if it refers to one.
  subscript(value: PickleValue) -> PickleObject? {
    guard case .object(let index) = value else { return nil }
    return objects[index]
  }

  /// Replaces the object that a value refers to.
  mutating func replace(_ value: PickleValue, with object: PickleObject) {
    guard case .object(let index) = value else { return }
    objects[index] = object
  }

  /// Appends to the list that a value refers to, and says whether it does.
  mutating func append(_ items: ArraySlice<PickleValue>, to value: PickleValue) -> Bool {
    guard case .object(let index) = value, case .list(var list) = objects[index] else {
      return false
    }
    // Without this second reference to the list, appending need not copy it.
    objects[index] = .emptyArray
    list += items
    objects[index] = .list(list)
    return true
  }

  /// Appends keys and values to the dict that a value refers to, and says whether it does.
  mutating func setItems(_ items: ArraySlice<PickleValue>, of value: PickleValue) -> Bool {
    guard case .object(let index) = value, case .dict(var entries) = objects[index] else {
      return false
    }
    objects[index] = .emptyArray
    entries += items
    objects[index] = .dict(entries)
    return true
  }

  /// What a dict has for a key that is a string, be it text or bytes.
  func entry(_ key: String, of value: PickleValue) -> PickleValue? {
    guard case .dict(let entries) = self[value] else { return nil }
    let position = stride(from: 0, to: entries.count - 1, by: 2).reversed().first {
      string(entries[$0])?.name == key
    }
    return position.map { entries[$0 + 1] }
  }

  /// The items of a tuple or a list.
  func items(_ value: PickleValue) -> [PickleValue]? {
    switch self[value] {
    case .tuple(let items), .list(let items): items
    default: nil
    }
  }

  func string(_ value: PickleValue) -> PickleString? {
    guard case .string(let string) = self[value] else { return nil }
    return string
  }

  func type(_ value: PickleValue) -> NumPyType? {
    guard case .type(let type) = self[value] else { return nil }
    return type
  }

  /// What a value is, for an error that expected something else.
  func summary(_ value: PickleValue) -> String {
    switch value {
    case .none: return "None"
    case .boolean: return "a boolean"
    case .integer: return "an integer"
    case .float: return "a float"
    case .global(let global): return global.name
    case .object: break
    }
    switch self[value] {
    case .tuple(let items): return "a tuple of \(items.count)"
    case .list(let items): return "a list of \(items.count)"
    case .dict: return "a dict"
    case .string: return "a string"
    case .type: return "a numpy.dtype"
    case .emptyArray, nil: return "an array without its data"
    case .array(let array): return array.summary
    }
  }
}
