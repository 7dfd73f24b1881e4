import Testing

@testable import Datasets

/// Every way in which a pickle can be wrong, and the words for it.
struct PickleErrorTests {
  private func load(_ bytes: [UInt8]) throws -> Dataset {
    try loadPickle(name: "digits", from: reader(bytes, name: "digits.pkl"))
  }

  @Test func theWriterOfTheseTestsIsRight() throws {
    let dataset = try load(Pickle.dataset())
    #expect(dataset.training.labels == [3])
    #expect(dataset.test.values == .bytes([UInt8](repeating: 128, count: 784)))
  }

  @Test(arguments: [
    ("os", "system", "os.system"),
    ("builtins", "eval", "builtins.eval"),
    ("numpy", "fromfile", "numpy.fromfile"),
    ("os\u{1b}[2J", "a'b", #"os\u{1B}[2J.a\'b"#),
    (String(repeating: "m", count: 100), "f", String(repeating: "m", count: 80) + "…"),
  ])
  func nothingButArraysCanBeNamed(module: String, name: String, shown: String) {
    let end =
      " byte 2: refused to load '\(shown)'; a pickled data set may name only the functions that"
      + " make NumPy arrays"
    let call = Pickle.call(Pickle.global(module, name), Pickle.string("touch /tmp/owned"))
    let expected = "digits.pkl,\(end)".replacing("…'", with: "…'")
    #expect(message { try load(Pickle.file(call)) } == expected)
    #expect(message { try load([0x80, 2] + ascii("i\(module)\n\(name)\n.")) } == expected)
  }

  @Test func nothingButArraysCanBeNamedOnTheStack() {
    let names: [UInt8] = [0x8c, 2] + ascii("os") + [0x8c, 6] + ascii("system") + [0x93]
    #expect(
      message { try load([0x80, 4] + names + ascii(")R.")) }
        == "digits.pkl, byte 14: refused to load 'os.system'; a pickled data set may name only"
        + " the functions that make NumPy arrays")
  }

  /// A pickle, without protocol and stop, and the error after the file's name.
  struct Fault: CustomTestStringConvertible {
    let value: [UInt8]
    let message: String

    init(_ value: String, _ message: String) { self.init(ascii(value), message) }

    init(_ value: [UInt8], _ message: String) {
      self.value = value
      self.message = message
    }

    var testDescription: String { message }
  }

  @Test(arguments: [
    Fault([0x80, 6], "byte 2: expected a pickle protocol from 0 to 5, got 6"),
    Fault(
      [0x8f],
      "byte 2: expected a pickle opcode for numbers, strings, tuples, lists, dicts or arrays,"
        + " got 0x8f"),
    Fault(
      [0x00],
      "byte 2: expected a pickle opcode for numbers, strings, tuples, lists, dicts or arrays,"
        + " got 0x00"),
    Fault("", "byte 2: the pickle takes a value that it has not put on the stack"),
    Fault("N(0", "the pickle: expected ((x, y), (x, y), (x, y)), got None"),
    Fault("N(2", "byte 4: the pickle takes a value that it has not put on the stack"),
    Fault("Nt", "byte 3: the pickle takes a value that it has not put on the stack"),
    Fault([0x4e, 0x86], "byte 3: the pickle takes a value that it has not put on the stack"),
    Fault("g7\n", "byte 2: the pickle refers to memo 7, which it has not stored"),
    Fault("Ifive\n", "byte 3: expected a number of 64 bits, got 'five'"),
    Fault(
      "L99999999999999999999L\n",
      "byte 3: expected a number of 64 bits, got '99999999999999999999L'"),
    Fault("F1.2.3\n", "byte 3: expected a number of 64 bits, got '1.2.3'"),
    Fault(
      "I" + String(repeating: "1", count: 1001) + "\n",
      "byte 3: expected a number of at most 40 characters, got more"),
    Fault(
      "c" + String(repeating: "m", count: 1001) + "\n",
      "byte 3: expected a name of at most 1000 characters, got more"),
    Fault([0x8a, 9], "byte 2: expected an integer of at most 8 bytes, got one of 9"),
    Fault(
      [0x8b, 0xff, 0xff, 0xff, 0xff],
      "byte 2: expected an integer of at most 8 bytes, got one of -1"),
    Fault("S5'\n", "byte 3: expected a quoted string, got a malformed one"),
    Fault("S'5\n", "byte 3: expected a quoted string, got a malformed one"),
    Fault("S'5'6\n", "byte 3: expected a quoted string, got a malformed one"),
    Fault(#"S'\xg0'"#, "byte 4: expected a quoted string, got a malformed one"),
    Fault(#"S'\q'"#, "byte 4: expected a quoted string, got a malformed one"),
    Fault("V\\u20ac\n", "byte 3: expected text of Latin-1 characters only, got others"),
    Fault("X\u{3}\0\0\0€", "byte 7: expected text of Latin-1 characters only, got others"),
    Fault(
      [0x54, 0xff, 0xff, 0xff, 0xff],
      "byte 2: expected a quoted string, got a malformed one"),
    Fault(
      [0x42, 0xf0, 0xff, 0xff, 0x1f],
      "byte 7: expected 536870896 bytes for a string, which is more than the file can hold"),
    Fault(
      [0x42, 0xff, 0xff, 0xff, 0xff],
      "byte 7: expected at most 536870912 bytes of strings in the pickle, got more"),
    Fault(
      [0x8e] + [UInt8](repeating: 0xff, count: 8),
      "byte 3: expected a data set of at most 2147483648 bytes, got more"),
    Fault(
      "Na", "byte 3: the pickle takes a value that it has not put on the stack"),
    Fault("NNa", "byte 4: expected a list to append to, got None"),
    Fault("]NNs", "byte 5: expected a dict to add items to, got a list of 0"),
    Fault(
      "N)R", "byte 4: expected a function and a tuple of arguments, got None and a tuple of 0"),
    Fault("NNb", "byte 4: expected an array or a dtype to set the state of, got None"),
    Fault(
      [0x4e, 0x4e, 0x93],
      "byte 4: expected the names of a module and a class for STACK_GLOBAL, got something else"),
    Fault(
      "cnumpy\nndarray\n)R", "byte 18: expected no call for numpy.ndarray, got something else"),
    Fault(
      "cnumpy\ndtype\n(NtR",
      "byte 18: expected a type code such as 'f4' for numpy.dtype, got something else"),
    Fault(
      "cnumpy\ndtype\n(S'O8'\ntR",
      "byte 23: expected an array of floats of 4 or 8 bytes or of integers, got the type 'O8'"),
    Fault(
      "cnumpy\ndtype\n(S'f4'\ntR(I3\nS'<'\n)NNtb",
      "byte 37: expected a byte order and no fields for numpy.dtype.__setstate__, got something"
        + " else"),
    Fault(
      "c_codecs\nencode\n(S'x'\nS'rot13'\ntR",
      "byte 34: expected a string and 'latin1' for _codecs.encode, got something else"),
    Fault(
      "cnumpy.core.numeric\n_frombuffer\n(S'x'\nNNNtR",
      "byte 44: expected bytes, a dtype, a shape and 'C' or 'F' for"
        + " numpy._core.numeric._frombuffer, got something else"),
    Fault(
      Pickle.emptyArray + ascii("Nb"),
      "byte \(Pickle.emptyArray.count + 3): expected a version, a shape, a dtype, a flag and bytes"
        + " for numpy.ndarray.__setstate__, got something else"),
    Fault(
      Pickle.array("f4", [2, 2], [0, 0, 0]),
      "byte \(Pickle.array("f4", [2, 2], [0, 0, 0]).count + 1): expected 16 bytes for an array of"
        + " float32 of shape (2, 2), got 3"),
    Fault(
      Pickle.array("f8", [1 << 30, 1 << 30, 1 << 30], []),
      "byte \(Pickle.array("f8", [0, 0, 0], []).count + 1): expected a shape whose size in bytes"
        + " fits 63 bits, got (1073741824, 1073741824, 1073741824)"),
    Fault(
      Pickle.y([1]),
      "the pickle: expected ((x, y), (x, y), (x, y)), got an array of int64 of shape (1,)"),
    Fault("(I1\nI2\nt", "the pickle: expected ((x, y), (x, y), (x, y)), got a tuple of 2"),
  ])
  func saysWhatIsWrongInTheOpcodes(fault: Fault) {
    #expect(message { try load(Pickle.file(fault.value)) } == "digits.pkl, \(fault.message)")
  }

  @Test func stringsAreLimitedWhereverTheyAreRead() throws {
    let refused =
      "digits.pkl, byte 0: expected at most 536870912 bytes of strings in the pickle, got more"
    func content(_ text: String) throws -> ContentReader {
      try reader(ascii(text), name: "digits.pkl")
    }
    #expect(try content("'abc'\n").quotedString(limit: 3).name == "abc")
    #expect(message { try content("'abc'\n").quotedString(limit: 2) } == refused)
    #expect(try content("abc\n").rawUnicodeString(limit: 3).name == "abc")
    #expect(message { try content("abc\n").rawUnicodeString(limit: 2) } == refused)
    #expect(try content("abc").utf8String(3, limit: 3).name == "abc")
    #expect(message { try content("abc").utf8String(3, limit: 2) } == refused)
    #expect(try PickleString(verbatim: 3, from: content("abc"), limit: 3).name == "abc")
    #expect(
      message { try PickleString(verbatim: 3, from: content("abc"), limit: 2) } == refused)
  }

  @Test func stringsMayHaveEscapes() throws {
    func content(_ text: String) throws -> ContentReader {
      try reader(ascii(text), name: "digits.pkl")
    }
    #expect(
      try content(#"'\\\'\"\a\b\t\n\v\f\r\x41\xfF'"# + "\n").quotedString(limit: 20).name
        == "\\'\"\u{7}\u{8}\t\n\u{b}\u{c}\rA\u{ff}")
    #expect(try content(#""it's""# + "\n").quotedString(limit: 20).name == "it's")
    #expect(
      try content(#"\u005c\u000a\U000000e9\n\\u0041"# + "\n").rawUnicodeString(limit: 20).name
        == #"\"# + "\n\u{e9}" + #"\n\\u0041"#)
    #expect(try content("aé\u{ff}").utf8String(5, limit: 20).name == "aé\u{ff}")
  }

  @Test func saysThatAFileEndsEarly() {
    #expect(
      message { try load([0x80, 2, 0x4e]) }
        == "digits.pkl, byte 3: expected 1 byte for an opcode, got 0")
    #expect(
      message { try load([0x80]) }
        == "digits.pkl, byte 1: expected 1 byte for the argument of an opcode, got 0")
    #expect(
      message { try load(ascii("S'abc")) }
        == "digits.pkl, byte 5: expected 1 byte for a string, got 0")
    #expect(
      message { try load(Pickle.dataset() + [0]) }
        == "digits.pkl, byte \(Pickle.dataset().count): expected the end of the file, got more"
        + " bytes")
  }

  @Test(arguments: [
    Fault("N", "the training pair: expected (x, y), got None"),
    Fault("(t", "the training pair: expected (x, y), got a tuple of 0"),
    Fault("}", "the training pair: expected (x, y), got a dict"),
    Fault(
      Pickle.tuple(Pickle.none, Pickle.y([1])),
      "the training images: expected an array of shape (n, 784), got None"),
    Fault(
      Pickle.tuple(Pickle.emptyArray, Pickle.y([1])),
      "the training images: expected an array of shape (n, 784), got an array without its data"),
    Fault(
      Pickle.tuple(Pickle.string("x"), Pickle.y([1])),
      "the training images: expected an array of shape (n, 784), got a string"),
    Fault(
      Pickle.tuple(Pickle.y([1]), Pickle.y([1])),
      "the training images: expected an array of shape (n, 784), got an array of int64 of shape"
        + " (1,)"),
    Fault(
      Pickle.tuple(Pickle.array("u1", [1, 3], [1, 2, 3]), Pickle.y([1])),
      "the training images: expected an array of shape (n, 784), got an array of uint8 of shape"
        + " (1, 3)"),
    Fault(
      Pickle.tuple(Pickle.x(1), Pickle.x(1)),
      "the training labels: expected an array of shape (n,), got an array of uint8 of shape"
        + " (1, 784)"),
    Fault(
      Pickle.tuple(Pickle.x(2), Pickle.y([1])),
      "the training labels: expected 2 labels, one for each image, got an array of int64 of"
        + " shape (1,)"),
    Fault(
      Pickle.tuple(
        Pickle.array("i2", [1, 784], [UInt8](repeating: 0, count: 1568)), Pickle.y([1])),
      "the training images: expected an array of float32, float64 or uint8, got an array of"
        + " int16 of shape (1, 784)"),
    Fault(
      Pickle.tuple(Pickle.x(1), Pickle.array("f4", [1], [0, 0, 0, 0])),
      "the training labels: expected an array of integers, got an array of float32 of shape"
        + " (1,)"),
  ])
  func saysWhatIsWrongInTheStructure(fault: Fault) {
    #expect(
      message { try load(Pickle.dataset(training: fault.value)) }
        == "digits.pkl, \(fault.message)")
  }

  @Test func refusesASplitWithoutImages() {
    #expect(
      message { try load(Pickle.dataset(training: Pickle.tuple(Pickle.x(0), Pickle.y([])))) }
        == "digits: the training set would be empty: there are only 2 examples"
    )
  }

  @Test(arguments: [10, -1, 1 << 40])
  func saysWhichLabelIsWrong(label: Int) throws {
    let bytes = Pickle.dataset(
      training: Pickle.tuple(Pickle.x(3), Pickle.y([0, 9, label])))
    let row = try #require(bytes.firstRange(of: Pickle.littleEndian(label, bytes: 8)))
    #expect(
      message { try load(bytes) }
        == "digits.pkl, row 2 of the training labels (byte \(row.lowerBound)): expected a label"
        + " from 0 to 9, got \(label)")
  }

  @Test func saysWhichUnsignedLabelIsWrong() throws {
    let bytes = [UInt8](repeating: 0xff, count: 8)
    let file = Pickle.dataset(
      training: Pickle.tuple(Pickle.x(1), Pickle.array("u8", [1], bytes)))
    let row = try #require(file.firstRange(of: ascii("T\u{8}\0\0\0") + bytes)).upperBound - 8
    #expect(
      message { try load(file) }
        == "digits.pkl, row 0 of the training labels (byte \(row)): expected a label from 0 to 9,"
        + " got 18446744073709551615")
  }

  @Test(arguments: [
    ("f4", Pickle.littleEndian(0x7fc0_0000, bytes: 4), "nan"),
    ("f4", Pickle.littleEndian(0xff80_0000, bytes: 4), "-inf"),
    ("f8", Pickle.littleEndian(0x7ff0_0000_0000_0000, bytes: 8), "inf"),
  ])
  func saysWhichPixelIsNotFinite(type: String, value: [UInt8], shown: String) throws {
    let column = 700
    var data = [UInt8](repeating: 0, count: 2 * 784 * value.count)
    let position = (784 + column) * value.count
    data.replaceSubrange(position..<position + value.count, with: value)
    let bytes = Pickle.dataset(
      training: Pickle.tuple(Pickle.array(type, [2, 784], data), Pickle.y([1, 2])))
    let start = try #require(bytes.firstRange(of: data)).lowerBound
    #expect(
      message { try load(bytes) }
        == "digits.pkl, row 1 of the training images (byte \(start + position)): expected a finite"
        + " number for value 700, got \(shown)")
  }

  @Test func saysNoByteWhereStringsAreEscaped() throws {
    // Python wrote the labels 5, 0, 4 with escapes; the 4 becomes 80.
    let content = try Fixture.content("numpy2-protocol0")
    let four = ascii(#"\u0000\u0000\u0000\u0000\u0000\u0000\u0000"#)
    let labels = try #require(content.firstRange(of: ascii("\u{5}") + four))
    let wrong = try #require(
      content[labels.upperBound...].firstIndex(of: 4))
    var bytes = content
    bytes[wrong] = 80
    #expect(
      message { try load(bytes) }
        == "digits.pkl, row 2 of the training labels: expected a label from 0 to 9, got 80")
  }
}
