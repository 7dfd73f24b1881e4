import Files

/// What is wrong with a data set: the file, the place in it, and what was expected there.
public struct DatasetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file or folder, or the name of a data set that was made in memory.
  public let file: String

  let place: Place
  let problem: any FormatError

  /// An error of one format.
  init(file: String, place: Place = .whole, _ problem: any FormatError) {
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// An error that several formats share.
  init(file: String, place: Place = .whole, _ problem: Problem) {
    self.init(file: file, place: place, problem as any FormatError)
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
    /// A field of a table: the line that its row begins in, counted from 1, and the column.
    case field(line: Int, column: String)
  }

  /// The error in one line, such as `labels.gz, row 3 of the labels (byte 11): expected …`.
  public var description: String {
    let file = file.shownAsPath
    return switch place {
    case .whole: "\(file): \(problem)"
    case .byte(let byte): "\(file), byte \(byte): \(problem)"
    case .compressedByte(let byte): "\(file), byte \(byte) of the gzip data: \(problem)"
    case .part(let part): "\(file), \(part): \(problem)"
    case .row(let row, let part, let byte?):
      "\(file), row \(row) of \(part) (byte \(byte)): \(problem)"
    case .line(let line): "\(file):\(line): \(problem)"
    case .field(let line, let column):
      "\(file):\(line), column \(ErrorText.quoted(column)): \(problem)"
    case .row(let row, let part, nil): "\(file), row \(row) of \(part): \(problem)"
    }
  }

  /// Whether both are about the same place and problem.
  public static func == (left: DatasetError, right: DatasetError) -> Bool {
    left.file == right.file && left.place == right.place && left.problem.isEqual(to: right.problem)
  }
}

/// What is wrong with a data set, apart from the file and the place in it. Each format has its own
/// errors, whose descriptions are the words that a user reads.
protocol FormatError: Error, Equatable, CustomStringConvertible {}

extension FormatError {
  /// Whether another error is the same.
  fileprivate func isEqual(to other: any FormatError) -> Bool { self == other as? Self }
}
