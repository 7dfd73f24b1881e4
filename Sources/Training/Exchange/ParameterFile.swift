import Datasets
import Files
import Frontend
import GraphIR

/// Arrays by name in a file of this or another program: safetensors, or an `.npz` of NumPy, told by
/// the content.
public struct ParameterFile: Sendable {
  private let path: String
  private let arrays: [NumPyArchive.Array]

  /// Reads the arrays in single precision; double precision is rounded. Arrays of a checkpoint that
  /// are no parameters are left out.
  ///
  /// - Throws: `TrainingError` where the file cannot be read; `DatasetError` where an archive is
  ///   damaged; `ProgramError` for files of other forms and for other element types.
  public init(path: String) throws {
    self.path = path
    if NumPyArchive.isAt(path) {
      arrays = try NumPyArchive(path: path).arrays
      return
    }
    let file: CheckpointFile
    do {
      file = try CheckpointFile(path: path)
    } catch {
      guard case .malformedCheckpoint(_, let defect) = error else { throw error }
      throw ProgramError.noParameters(path: path, defect)
    }
    arrays = try file.entries.filter { !SavedParameters.isState($0.name) }.map { entry in
      guard let array = try file.array(named: entry.name), let numbers = array.numbers else {
        throw ProgramError.savedType(
          path: path, parameter: entry.name, found: entry.elementType.rawValue,
          expected: "F32 or F64")
      }
      return NumPyArchive.Array(name: entry.name, shape: entry.shape, numbers: numbers)
    }
  }

  /// Writes the arrays as an `.npz` file, which `numpy.load` reads.
  ///
  /// - Throws: `TrainingError` where the file cannot be written.
  public func writeNumPyArchive(to path: String) throws {
    try TrainingError.reporting { () throws(FileError) in
      try NumPyArchive(arrays).write(to: path)
    }
  }

  /// Sets the parameters to the arrays of their names.
  ///
  /// - Throws: `ProgramError` for a missing array, an unknown one, one of another shape, or numbers
  ///   that are not finite. The parameters are then as they were.
  func load(into parameters: [Shared<Float>]) throws {
    let values = try parameters.map { parameter in
      let name = parameter.name ?? "parameter"
      let expected = parameter.shape ?? parameter.value.shape
      guard let array = arrays.first(where: { $0.name == name }) else {
        throw ProgramError.notSaved(path: path, parameter: name, shape: expected)
      }
      let found = Shape(array.shape)
      guard found == expected else {
        throw ProgramError.savedShape(path: path, parameter: name, found: found, expected: expected)
      }
      try SavedParameters.check(array.numbers, of: name, shape: found, path: path)
      return try NDArray<Float>(shape: found, scalars: array.scalars)
    }
    let names = Set(parameters.map { $0.name ?? "parameter" })
    if let unknown = arrays.first(where: { !names.contains($0.name) }) {
      throw ProgramError.savedUnknown(path: path, parameter: unknown.name)
    }
    for (parameter, value) in zip(parameters, values) { try parameter.set(value) }
  }
}

extension CheckpointArray {
  /// The elements in single precision; `nil` for those that are no floating-point numbers.
  fileprivate var numbers: RoundedNumbers? {
    bytes.withUnsafeBytes { bytes in
      // Safe: the array has as many bytes as its elements take.
      switch elementType {
      case .float32:
        RoundedNumbers(
          stride(from: 0, to: bytes.count, by: 4).map {
            bytes.loadUnaligned(fromByteOffset: $0, as: Float.self)
          })
      case .float64:
        RoundedNumbers(
          rounding: stride(from: 0, to: bytes.count, by: 8).map {
            bytes.loadUnaligned(fromByteOffset: $0, as: Double.self)
          })
      case .int32, .int64, .bool, .uint8, .uint16, .uint32: nil
      }
    }
  }
}
