import Files

/// What can go wrong while training; the wording of every message is in this file.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What a training run measures.
  public enum Quantity: String, Sendable {
    /// The mean cost of a minibatch.
    case cost
    /// The fraction of wrong answers on the validation set.
    case validationError = "validation error"
    /// The fraction of wrong answers on the test set.
    case testError = "test error"
  }

  /// What was to be done with a file.
  public enum FileOperation: String, Sendable {
    /// The file could not be made, opened, read or written.
    case create, open, read, write
  }

  /// A whole number among the settings that is too small.
  case settingTooSmall(String, minimum: Int, given: Int)
  /// An improvement threshold that no error can be compared with.
  case improvementThresholdOutOfRange(Double)
  /// More iterations than can be counted.
  case tooManyIterations(epochs: Int, trainingBatches: Int)
  /// A cost or an error that is no finite number.
  case notFinite(Quantity, Double, TrainingPosition)
  /// A parameter with a number that is NaN or infinite, after a training step.
  case parameterNotFinite(String, Float, TrainingPosition)
  /// A setting that a log was given twice, or whose name it needs itself.
  case duplicateLogSetting(String)
  /// A setting of a log that JSON cannot express.
  case logSettingNotJSON(String)
  /// A file that the system refuses, and why, in its words.
  case file(FileOperation, path: String, reason: String)
  /// An array that no checkpoint can have.
  case invalidArray(name: String, ArrayDefect)
  /// A file that is not a checkpoint, or a damaged one.
  case malformedCheckpoint(path: String, CheckpointDefect)
  /// A file that is not the log of a run, or a damaged one, and the line, counted from 1.
  case malformedLog(path: String, line: Int, LogDefect)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .settingTooSmall(let setting, let minimum, let given):
      "\(setting) must be at least \(minimum), but \(given) was given"
    case .improvementThresholdOutOfRange(let threshold):
      "the improvement threshold must lie above 0 and not above 1, but \(threshold) was given"
    case .tooManyIterations(let epochs, let trainingBatches):
      "\(epochs) epochs of \(trainingBatches) training batches are more iterations than can be "
        + "counted"
    case .notFinite(let quantity, let value, let position):
      Self.divergence("the \(quantity.rawValue)", "is", value, position)
    case .parameterNotFinite(let name, let value, let position):
      Self.divergence("the parameter \(name.shownQuoted)", "has the value", Double(value), position)
    case .duplicateLogSetting(let key):
      "the log setting \(key.shownQuoted) is given twice or is the name of the event"
    case .logSettingNotJSON(let key):
      "the log setting \(key.shownQuoted) has a value that JSON cannot express"
    case .file(let operation, let path, let reason):
      "cannot \(operation.rawValue) '\(path.shownAsPath)': \(reason)"
    case .invalidArray(let name, let defect):
      "cannot put array \(name.shownQuoted) into a checkpoint: \(defect.description)"
    case .malformedCheckpoint(let path, let defect):
      "'\(path.shownAsPath)' is not a valid checkpoint: \(defect.description)"
    case .malformedLog(let path, let line, let defect):
      "'\(path.shownAsPath)', line \(line): \(defect.description)"
    }
  }
}

extension TrainingError {
  /// Whether training has diverged: its cost, an error or a parameter is NaN or infinite.
  public var isDivergence: Bool {
    switch self {
    case .notFinite, .parameterNotFinite: true
    default: false
    }
  }

  private static func divergence(
    _ what: String, _ verb: String, _ value: Double, _ position: TrainingPosition
  ) -> String {
    "training diverged in epoch \(position.epoch), step \(position.iteration): \(what) \(verb) "
      + "\(value.isNaN ? "nan" : "\(value)"); a smaller learning rate may help"
  }
}

/// What is wrong with an array of a checkpoint.
public enum ArrayDefect: Error, Hashable, Sendable, CustomStringConvertible {
  /// A shape with a negative size, or too large to count its bytes.
  case shape([Int])
  /// A number of bytes that does not fit the shape.
  case byteCount(CheckpointArray.ElementType, [Int], expected: Int, found: Int)
  /// A truth value that is neither 0 nor 1.
  case truthValue(UInt8)
  /// The name of another array.
  case duplicateName
  /// The name under which safetensors keeps the metadata.
  case reservedName

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .shape(let shape):
      "expected sizes that are not negative and a size in bytes that can be counted, "
        + "got the shape \(shape.shown)"
    case .byteCount(let elementType, let shape, let expected, let found):
      "expected \(expected) bytes for \(elementType.rawValue) of shape \(shape.shown), "
        + "got \(found)"
    case .truthValue(let byte):
      "expected truth values to be 0 or 1, got \(byte)"
    case .duplicateName:
      "expected a name of its own, but another array has it"
    case .reservedName:
      "expected another name, since this one stands for the metadata"
    }
  }
}

/// What is wrong with the file of a checkpoint.
public enum CheckpointDefect: Error, Hashable, Sendable, CustomStringConvertible {
  /// A folder, a pipe or a device.
  case notRegularFile
  /// Fewer bytes than the length of the header takes.
  case tooShort(Int)
  /// A header that reaches beyond the file or is longer than the format allows.
  case headerLength(UInt64, available: Int)
  /// A header that is not a JSON object.
  case headerNotJSON
  /// A header with the same key twice, or with a key that the format does not have.
  case headerNotExact
  /// Metadata other than strings.
  case metadataNotStrings
  /// The description of an array that lacks a part or has one of another kind.
  case entryNotJSON(String)
  /// An element type that checkpoints do not have.
  case unsupportedElementType(String, String)
  /// Offsets that are no range of bytes.
  case offsets(String, [Int])
  /// An array that does not begin where the one before it ends.
  case misplaced(String, found: Int, expected: Int)
  /// More or fewer bytes after the header than the arrays take.
  case dataSize(found: Int, expected: Int)
  /// An array that is wrong in itself.
  case array(name: String, ArrayDefect)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .notRegularFile:
      "expected a regular file"
    case .tooShort(let size):
      "expected 8 bytes with the length of the header, got \(size)"
    case .headerLength(let length, let available):
      "expected a header of at most \(min(available, SafetensorsHeader.longestLength)) bytes, "
        + "got the length \(length)"
    case .headerNotJSON:
      "expected the header to be a JSON object with an object for each array"
    case .headerNotExact:
      "expected each key of the header once, and no keys but those of safetensors"
    case .metadataNotStrings:
      "expected \"__metadata__\" to be an object of strings"
    case .entryNotJSON(let name):
      "expected array \(name.shownQuoted) to have a dtype, a shape and data_offsets, "
        + "in whole numbers"
    case .unsupportedElementType(let name, let found):
      "expected array \(name.shownQuoted) to have one of the element types "
        + CheckpointArray.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
        + ", got \(found.shownQuoted)"
    case .offsets(let name, let offsets):
      "expected the data_offsets of array \(name.shownQuoted) to be its first byte and the "
        + "one after its last, got \(offsets.shown)"
    case .misplaced(let name, let found, let expected):
      "expected array \(name.shownQuoted) to begin at byte \(expected) of the data, "
        + "got \(found)"
    case .dataSize(let found, let expected):
      "expected \(expected) bytes of data after the header, got \(found)"
    case .array(let name, let defect):
      "array \(name.shownQuoted): \(defect.description)"
    }
  }
}

/// What is wrong with a line of the log of a run.
public enum LogDefect: Error, Hashable, Sendable, CustomStringConvertible {
  /// A line that is not the JSON object of an event, or has a value of another type.
  case noEvent
  /// A validation or a test without its numbers.
  case noMeasurement(String)
  /// A number that no run has, such as a negative time.
  case impossible(String)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .noEvent:
      "expected a JSON object of an event, as 'train' writes it"
    case .noMeasurement(let event):
      "expected the numbers 'epoch', 'iteration', 'error' and 'seconds' of the \(event)"
    case .impossible(let name):
      "no run has this \(name.shownQuoted)"
    }
  }
}
