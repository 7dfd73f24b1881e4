import Files
import ImageFiles

/// What is wrong with a data set: the file, the place in it, and what was expected there.
public struct DatasetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file or folder, or the name of a data set that was made in memory.
  public let file: String

  let place: Place
  let problem: Problem

  init(file: String, place: Place = .whole, _ problem: Problem) {
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// Where in the file the problem lies.
  enum Place: Sendable, Equatable {
    /// The file as a whole.
    case whole
    /// A byte of the content, counted from 0.
    case byte(Int)
    /// A byte of the gzip data, counted from 0, at or shortly before which the problem lies.
    case compressedByte(Int)
    /// A named part of the data set.
    case part(String)
    /// A row, counted from 0, of a named part, and where it lies in the content, if that is known.
    case row(Int, of: String, byte: Int?)
    /// A line, counted from 1.
    case line(Int)
    /// A field of a table: the line that its row begins in, counted from 1, the row, counted from
    /// 0, and the column.
    case field(line: Int, row: Int, column: String)
  }

  /// What is wrong.
  enum Problem: Error, Equatable {
    // Files.
    case noSource
    case fashionMNISTNotInstalled
    case missing
    case missingPart(String)
    case isFolder
    case notRegular(String)
    case unreadable(String)
    case outOfMemory
    case noMemory(bytes: Int)
    case tooLarge
    case arraysTooLarge
    case truncatedGzip
    case corruptGzip(String)
    case trailingBytes
    case endsEarly(expected: Int, purpose: String, found: Int?)

    // IDX.
    case magicNumber(expected: Int, found: Int)
    case headerOverflows([Int])
    case headerIsEmpty([Int])
    case imageSize(expected: [Int], file: String, found: [Int])
    case labelCount(expected: Int, images: String, found: [Int])

    // IDX files of other names.
    case noLabels
    case labelsAlone
    case severalSets([String])
    case onlyTestSet(String)

    // Pickles.
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
    case arrayOverflows(shape: [Int])
    case arrayBytes(String, expected: Int, found: Int)
    case structure(expected: String, found: String)

    // Folders of images.
    case unknownFolder(files: Int, folders: Int)
    case image(ImageError)
    case imageFileSize(expected: [Int], file: String, found: [Int])
    case unknownClass(String, training: String)
    case twoParts(String, String)
    case noTrainingPart(String)

    // CIFAR.
    case classNames(expected: Int, found: Int)

    // Values.
    case emptySplit
    case valueCount(found: Int, examples: Int, shape: [Int])
    case numberCount(found: Int, examples: Int, names: Int)
    case targets(expected: String, found: String)
    case label(String, classes: Int)
    case notFinite(String, column: Int)

    // Forms.
    case unknownForm

    // Tables.
    case noTable
    case misplacedQuote
    case openQuote
    case longField
    case longRow(columns: Int, bytes: Int)
    case fewColumns
    case noRows
    case columnCount(expected: Int, found: Int)
    case noLabelColumn(String, names: [String], count: Int)
    case missingColumn(String, file: String)
    case columnName(Int, expected: String, found: String, file: String)
    case notNumber(String)
    case noLabel
    case wordAmongNumbers(String, limit: Int)
    case unknownWord(String, count: Int, file: String)
    case notGreyLevel(String, file: String)
    case tooManyWords(count: Int, isAll: Bool)
    case tooManyClasses(count: Int, isAll: Bool)
    case tablesOfOnePart(String, String)

    // NumPy's files.
    case noNumPyMagic
    case numPyVersion(Int, Int)
    case longNumPyHeader(Int, limit: Int)
    case numPyHeader
    case elementType(String)
    case noArray(String, DatasetPart, names: [String])
    case arraysOfOneKind(String, String)
    case noArrayRole
    case noSibling(String, [String])
    case damagedArchive(String)
    case duplicateArray(String)
    case tooManyEntries(Int, limit: Int)

    // Splits.
    case validationFraction(Double)
    case splitTwice
    case splitFractions([Double])
    case splitWord(String)
    case splitLines(expected: Int, found: Int)

    // Pictures.
    case noImages(shape: [Int])
    case noPicture(shape: [Int])
    case arrayShape(expected: [Int], found: [Int])
  }

  /// The error in one line, such as `labels.gz, row 3 of the labels (byte 11): expected …`.
  public var description: String {
    let file = file.shownAsPath
    return switch place {
    case .whole: "\(file): \(problem.wording)"
    case .byte(let byte): "\(file), byte \(byte): \(problem.wording)"
    case .compressedByte(let byte): "\(file), byte \(byte) of the gzip data: \(problem.wording)"
    case .part(let part): "\(file), \(part): \(problem.wording)"
    case .row(let row, let part, let byte?):
      "\(file), row \(row) of \(part) (byte \(byte)): \(problem.wording)"
    case .line(let line): "\(file):\(line): \(problem.wording)"
    case .field(let line, let row, let column):
      "\(file):\(line), row \(row), column \(DatasetError.Problem.quoted(column)):"
        + " \(problem.wording)"
    case .row(let row, let part, nil): "\(file), row \(row) of \(part): \(problem.wording)"
    }
  }
}

extension DatasetError.Problem {
  fileprivate var wording: String {
    switch self {
    case .noSource:
      "no such file or folder; expected a data set, or"
        + " \(DataSource.fashionMNISTName)"
    case .fashionMNISTNotInstalled:
      "Fashion-MNIST is not installed; on Debian, `apt-get install dataset-fashion-mnist`"
        + " installs it"
    case .missing: "no such file"
    case .missingPart(let name): "expected a file \(name) or \(name).gz in this folder"
    case .isFolder: "expected a file, got a folder"
    case .notRegular(let kind): "expected a regular file, got \(kind)"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .outOfMemory: "not enough memory to decompress it"
    case .noMemory(let bytes): InputFileError.noMemory(byteCount: bytes)
    case .tooLarge:
      "expected a data set of at most \(DatasetLimits.contentBytes) bytes, got more"
    case .arraysTooLarge:
      "expected images and labels that take at most \(DatasetLimits.arrayBytes) bytes of memory,"
        + " got more"
    case .truncatedGzip: "expected more gzip data, got the end of the file"
    case .corruptGzip(let reason): "the gzip data is corrupt: \(reason)"
    case .trailingBytes: "expected the end of the file, got more bytes"
    case .endsEarly(let expected, let purpose, let found?):
      "expected \(Self.bytes(expected)) for \(purpose), got \(found)"
    case .endsEarly(let expected, let purpose, nil):
      "expected \(Self.bytes(expected)) for \(purpose), which is more than the file can hold"

    case .magicNumber(let expected, let found):
      "expected the magic number \(Self.hexadecimal(expected)) of an IDX file of unsigned bytes"
        + " with \(expected & 0xff) \(expected & 0xff == 1 ? "axis" : "axes"),"
        + " got \(Self.hexadecimal(found))"
    case .headerOverflows(let sizes):
      "expected sizes whose product fits 63 bits, got \(Self.sizes(sizes))"
    case .headerIsEmpty(let sizes):
      "expected sizes of at least 1, got \(Self.sizes(sizes))"
    case .imageSize(let expected, let file, let found):
      "expected images of \(Self.sizes(expected)) pixels as in \(file.shownAsPath),"
        + " got \(Self.sizes(found))"
    case .labelCount(let expected, let images, let found):
      "expected \(expected) labels, one for each image of \(images.shownAsPath),"
        + " got \(Self.sizes(found))"

    case .noLabels:
      "expected a file of labels beside it, whose name has labels where this one has images, got"
        + " none"
    case .labelsAlone: "expected the file of images, got that of their labels"
    case .severalSets(let names):
      "expected the images and labels of one data set, got those of"
        + " \(names.prefix(8).map { "'\($0.shownAsName)'" }.joined(separator: ", "));"
        + " give the file of its images"
    case .onlyTestSet(let name):
      "expected training images, got only '\(name.shownAsName)'"

    case .unsupportedProtocol(let version):
      "expected a pickle protocol from 0 to \(PickleLimits.protocolVersion), got \(version)"
    case .unknownOpcode(let code):
      "expected a pickle opcode for numbers, strings, tuples, lists, dicts or arrays,"
        + " got \(Self.hexadecimal(Int(code), digits: 2))"
    case .tooManyOpcodes(let limit): "expected a pickle of at most \(limit) opcodes, got more"
    case .stackUnderflow: "the pickle takes a value that it has not put on the stack"
    case .tooManyStrings:
      "expected at most \(PickleLimits.stringBytes) bytes of strings in the pickle, got more"
    case .unknownMemo(let key): "the pickle refers to memo \(key), which it has not stored"
    case .refusedGlobal(let name):
      "refused to load \(Self.quoted(name)); a pickled data set may name only the functions that"
        + " make NumPy arrays"
    case .longNumber:
      "expected a number of at most \(PickleLimits.digits) characters, got more"
    case .longName:
      "expected a name of at most \(PickleLimits.name) characters, got more"
    case .malformedNumber(let text): "expected a number of 64 bits, got \(Self.quoted(text))"
    case .malformedString: "expected a quoted string, got a malformed one"
    case .wideInteger(let bytes):
      "expected an integer of at most 8 bytes, got one of \(bytes)"
    case .notLatin1: "expected text of Latin-1 characters only, got others"
    case .arguments(let function, let expected):
      "expected \(expected) for \(function), got something else"
    case .unsupportedType(let code):
      "expected an array of floats of 4 or 8 bytes or of integers, got the type"
        + " \(Self.quoted(code))"
    case .arrayOverflows(let shape):
      "expected a shape whose size in bytes fits 63 bits, got \(NumPyArray.describe(shape))"
    case .arrayBytes(let array, let expected, let found):
      "expected \(Self.bytes(expected)) for \(array), got \(found)"
    case .structure(let expected, let found): "expected \(expected), got \(found)"

    case .unknownFolder(let files, let folders):
      "expected tables, NumPy arrays, IDX files, CIFAR files, or folders that are named after classes"
        + " and have PNG or JPEG files, got a folder with \(files) \(files == 1 ? "file" : "files") and"
        + " \(folders) \(folders == 1 ? "folder" : "folders")"
    case .image(let error): "\(error)"
    case .imageFileSize(let expected, let file, let found):
      "expected an image of \(Self.sizes(expected)) pixels as in \(file.shownAsPath), got"
        + " \(Self.sizes(found)); with --image-size, all are resized"
    case .unknownClass(let name, let training):
      "expected a class that \(training.shownAsPath) has too, got '\(name.shownAsName)'"
    case .twoParts(let first, let second):
      "expected one folder for a part, got both '\(first)' and '\(second)'"
    case .noTrainingPart(let other):
      "expected a folder 'train' beside '\(other)', got none"

    case .classNames(let expected, let found):
      "expected the names of \(expected) classes, got \(found)"

    case .emptySplit: "expected at least one example, got none"
    case .valueCount(let found, let examples, let shape):
      "expected the values of \(examples) examples of \(Self.sizes(shape)), got \(found) values"
    case .numberCount(let found, let examples, let names):
      "expected \(names) numbers for each of \(examples) examples, got \(found) numbers"
    case .targets(let expected, let found):
      "expected \(expected) as targets, got \(found)"
    case .label(let label, let classes):
      "expected a label from 0 to \(classes - 1), got \(label)"
    case .notFinite(let value, let column):
      "expected a finite number for value \(column), got \(value)"

    case .unknownForm:
      "expected a table, a NumPy array or archive, an IDX file or a pickle, got another file"

    case .noTable:
      "expected a table, lines of text with commas, semicolons or tabs between their fields"
    case .misplacedQuote:
      "expected quotes only around a whole field, and doubled ones in it, got another quote"
    case .openQuote:
      "expected a quote at the end of a field that has one at its beginning, got none"
    case .longField:
      "expected a field of at most \(TableScan.fieldSize) bytes, got more; is a quote missing?"
    case .longRow(let columns, let bytes):
      "expected at most \(columns) columns and first rows of at most \(bytes) bytes, got more"
    case .fewColumns: "expected at least two columns, a feature and a label, got one"
    case .noRows: "expected rows of values, got none"
    case .columnCount(let expected, let found):
      "expected \(expected) fields, as in the first row, got \(found)"
    case .noLabelColumn(let name, let names, let count):
      "expected a label column \(Self.quoted(name)), got "
        + (names.isEmpty ? "\(count) columns without names" : "the columns \(Self.list(names))")
    case .missingColumn(let name, let file):
      "expected the columns of \(file.shownAsPath), got none called \(Self.quoted(name))"
    case .columnName(let number, let expected, let found, let file):
      "expected column \(number) to be \(Self.quoted(expected)) as in \(file.shownAsPath), got"
        + " \(Self.quoted(found))"
    case .notNumber(let text): "expected a number, got \(Self.field(text))"
    case .noLabel: "expected a label, got an empty field"
    case .wordAmongNumbers(let text, let limit):
      "expected a number, or at most \(limit) different words in the column, got"
        + " \(Self.field(text))"
    case .unknownWord(let word, let count, let file):
      "expected one of the \(count) values of this column in \(file.shownAsPath), got"
        + " \(Self.field(word))"
    case .notGreyLevel(let value, let file):
      "expected a whole number from 0 to 255, as in \(file.shownAsPath), got \(value)"
    case .tooManyWords(let count, let isAll):
      "expected numbers, or at most \(TableWords.features) different words, got"
        + " \(isAll ? "" : "more than ")\(count); is it free text or a row number?"
    case .tooManyClasses(let count, let isAll):
      "expected at most \(TableWords.classes) classes, got \(isAll ? "" : "more than ")\(count)"
    case .tablesOfOnePart(let first, let second):
      "expected one table of each part, got \(Self.quoted(first)) and \(Self.quoted(second))"

    case .noNumPyMagic: "expected the magic number of a NumPy array, got something else"
    case .numPyVersion(let major, let minor):
      "expected a NumPy array of version 1.0, 2.0 or 3.0, got \(major).\(minor)"
    case .longNumPyHeader(let size, let limit):
      "expected a header of at most \(limit) bytes, got \(size)"
    case .numPyHeader:
      "expected a header like {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}, got"
        + " something else"
    case .elementType(let code):
      "expected elements that are bool, integers or floats of 2, 4 or 8 bytes, got the type"
        + " \(Self.quoted(code))"
    case .noArray(let role, let part, let names):
      "expected an array of the \(role) of the \(part.name) part, such as"
        + " \(role == "examples" ? "x" : "y")_\(part.keyword), got"
        + " \(names.isEmpty ? "no arrays" : Self.list(names))"
    case .arraysOfOneKind(let first, let second):
      "expected one array of each kind, got \(Self.quoted(first)) and \(Self.quoted(second))"
    case .noArrayRole:
      "expected a name that says what the array holds, such as x.npy or y_train.npy"
    case .noSibling(let role, let found):
      "expected one array beside it of the \(role), got"
        + " \(found.isEmpty ? "none" : Self.list(found))"
    case .damagedArchive(let reason): "the archive cannot be read: \(reason)"
    case .duplicateArray(let name): "expected each array once, got \(Self.quoted(name)) twice"
    case .tooManyEntries(let count, let limit):
      "expected an archive of at most \(limit) files, got \(count)"

    case .validationFraction(let fraction):
      "expected a fraction between 0 and 1 for validation, got \(fraction)"
    case .splitTwice:
      "the split already has a validation set; expected a split or a fraction for validation,"
        + " got both"
    case .splitFractions(let fractions):
      "expected three fractions above 0 whose sum is 1, got"
        + " \(fractions.map { "\($0)" }.joined(separator: ", "))"
    case .splitWord(let word):
      "expected training, validation or test, got \(Self.quoted(word))"
    case .splitLines(let expected, let found):
      "expected \(expected) lines, one for each example, got \(found)"

    case .noImages(let shape):
      "expected images of one or three channels, got examples of \(Self.sizes(shape)) values"
    case .noPicture(let shape):
      "expected a NumPy array with examples of \(Self.sizes(shape)) values, got another file"
    case .arrayShape(let expected, let found):
      "expected an array of shape \(NumPyArray.describe(expected)), or several of them along a first"
        + " axis, got \(NumPyArray.describe(found))"
    }
  }

  /// A field of a table.
  private static func field(_ text: String) -> String {
    text.isEmpty ? "an empty field" : quoted(text)
  }

  /// The first eight of some names.
  private static func list(_ names: [String]) -> String {
    (names.prefix(8).map(quoted) + (names.count > 8 ? ["…"] : [])).joined(separator: ", ")
  }

  private static func bytes(_ count: Int) -> String {
    count == 1 ? "1 byte" : "\(count) bytes"
  }

  private static func sizes(_ sizes: [Int]) -> String {
    sizes.map(String.init).joined(separator: " x ")
  }

  private static func hexadecimal(_ value: Int, digits: Int = 8) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Text of a file, made safe to print on a terminal, and cut to a readable length.
  fileprivate static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let escaped = scalars.prefix(80).map { $0.escaped(asASCII: true) }.joined()
    return scalars.count > 80 ? "'\(escaped)…'" : "'\(escaped)'"
  }
}
