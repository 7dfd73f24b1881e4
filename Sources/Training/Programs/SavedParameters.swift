import Datasets
import Foundation
import Frontend
import GraphIR
import NeuralNetworks

/// A model's parameters in a safetensors file, as a checkpoint of its training has them.
struct SavedParameters: Sendable {
  let path: String
  /// The name of the model, which the file keeps.
  let model: String
  /// Whether they are those of the newest run, since no path was given.
  private let isNewest: Bool

  /// The prefix of the names of the optimiser's arrays.
  static let optimizerPrefix = "optimizer."
  /// The prefix of the names of other values that training changes.
  static let statePrefix = "state."
  /// The key of the model's name in the metadata.
  static let modelKey = "model"

  /// The parameters of a file or, if the path is that of the folder of a run, the best ones of the
  /// run.
  ///
  /// - Parameter path: the newest run of the model unless given.
  /// - Throws: `RunError` where there is no run.
  init(path: String?, model: String) throws {
    self.model = model
    isNewest = path == nil
    guard let path else {
      self.path = try RunFolder.newest(of: model).bestPath
      return
    }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    self.path = exists && isFolder.boolValue ? RunFolder(path: path).bestPath : path
  }

  /// The description of the model; `nil` if the file has none.
  ///
  /// - Throws: `TrainingError` where the file cannot be read; `ProgramError` where it is another
  ///   model's.
  func description() throws -> ModelDescription? { ModelDescription(metadata: try file().metadata) }

  /// Compares a network with the saved one. If the newest run, which nobody has named, is one of
  /// another network, the error says so.
  func comparing(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ProgramError where isNewest && error.isOfAnotherNetwork {
      throw ProgramError.newestRun(error)
    }
  }

  private func file() throws -> CheckpointFile {
    guard !NumPyArchive.isAt(path) else { throw ProgramError.savedByNumPy(path: path) }
    let file = try CheckpointFile(path: path)
    if let saved = file.metadata[Self.modelKey], saved != model {
      throw ProgramError.savedByAnother(path: path, model: saved, expected: model)
    }
    return file
  }

  /// Sets the parameters to the values in the file, of which only theirs are read.
  ///
  /// - Throws: `TrainingError` where the file cannot be read; `ProgramError` where it is another
  ///   model's, or one of other parameters, or has numbers that are not finite. The parameters are
  ///   then as they were.
  func load(into parameters: [Shared<Float>]) throws {
    let file = try file()
    // What fits is found out from the header, before anything is read that may be large.
    let entries = try parameters.map { parameter in
      let name = parameter.name ?? "parameter"
      let expected = parameter.shape ?? parameter.value.shape
      guard let entry = file.entry(named: name) else {
        throw ProgramError.notSaved(path: path, parameter: name, shape: expected)
      }
      guard entry.elementType == .float32 else {
        throw ProgramError.savedType(
          path: path, parameter: name, found: entry.elementType.rawValue,
          expected: CheckpointArray.ElementType.float32.rawValue)
      }
      let found = Shape(entry.shape)
      guard found == expected else {
        throw ProgramError.savedShape(path: path, parameter: name, found: found, expected: expected)
      }
      return entry
    }
    // The parameters of another network would give answers too, but none that mean anything.
    let names = Set(entries.map(\.name))
    let isUnknown = { (entry: CheckpointFile.Entry) in
      !names.contains(entry.name) && !Self.isState(entry.name)
    }
    if let unknown = file.entries.first(where: isUnknown) {
      throw ProgramError.savedUnknown(path: path, parameter: unknown.name)
    }
    let values = try entries.map { entry in
      guard let array = try file.array(named: entry.name) else {
        throw ProgramError.notSaved(
          path: path, parameter: entry.name, shape: Shape(entry.shape))
      }
      let scalars = floats(array.bytes)
      try Self.check(
        RoundedNumbers(scalars), of: entry.name, shape: Shape(entry.shape), path: path)
      return try NDArray<Float>(shape: Shape(entry.shape), scalars: scalars)
    }
    for (parameter, value) in zip(parameters, values) { try parameter.set(value) }
  }

  /// Whether an array is no parameter but what training needs to go on.
  static func isState(_ name: String) -> Bool {
    name.hasPrefix(optimizerPrefix) || name.hasPrefix(statePrefix)
  }

  /// Checks that the numbers of a parameter are finite.
  ///
  /// - Throws: `ProgramError.savedNotFinite`, `ProgramError.savedTooLarge`.
  static func check(
    _ numbers: RoundedNumbers, of name: String, shape: Shape, path: String
  ) throws {
    guard let index = numbers.scalars.firstIndex(where: { !$0.isFinite }) else { return }
    let position = shape.position(ofElement: index)
    if let overflow = numbers.overflow, overflow.index == index {
      throw ProgramError.savedTooLarge(
        path: path, parameter: name, value: overflow.number, position: position)
    }
    throw ProgramError.savedNotFinite(
      path: path, parameter: name, value: numbers.scalars[index], position: position)
  }

  private func floats(_ bytes: [UInt8]) -> [Float] {
    // A checkpoint has as many bytes as its elements take, in the byte order of this machine.
    bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<Float>.size).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: Float.self)
      }
    }
  }
}

extension Shape {
  /// The index along each axis of an element that is counted in row-major order.
  fileprivate func position(ofElement index: Int) -> [Int] {
    zip(rowMajorStrides, extents).map { stride, extent in index / stride % extent }
  }
}
