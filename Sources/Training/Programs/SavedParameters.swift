import Frontend
import GraphIR
import NeuralNetworks

/// A model's parameters in a safetensors file, with the state of the optimiser and the description
/// of the model.
struct SavedParameters: Sendable {
  let path: String
  /// The name of the model, which the file keeps.
  let model: String

  /// The prefix of the names of the optimiser's arrays.
  static let optimizerPrefix = "optimizer."

  /// Where a model's training saves its parameters unless the user says otherwise: in the current
  /// folder.
  static func defaultPath(model: String) -> String { "\(model).safetensors" }

  /// The values of the parameters, as the file has them.
  ///
  /// - Throws: `TrainingError`.
  func checkpoint(
    _ values: [NDArray<Float>], of parameters: [Shared<Float>],
    optimizer: OptimizerState<Float>? = nil, description: ModelDescription? = nil
  ) throws -> Checkpoint {
    var arrays = try zip(parameters, values).map { parameter, value in
      try array(parameter.name ?? "parameter", value)
    }
    for state in optimizer?.arrays ?? [] {
      arrays.append(try array(Self.optimizerPrefix + (state.name ?? "state"), state.value))
    }
    if let steps = optimizer?.steps?.value {
      arrays.append(
        try CheckpointArray(
          name: Self.optimizerPrefix + "steps", elementType: .int64, shape: [],
          bytes: steps.scalars.withUnsafeBytes(Array.init)))
    }
    let metadata = try description?.metadata ?? [:]
    return try Checkpoint(arrays: arrays, metadata: metadata.merging(["model": model]) { $1 })
  }

  private func array(_ name: String, _ value: NDArray<Float>) throws -> CheckpointArray {
    try CheckpointArray(
      name: name, elementType: .float32, shape: value.shape.extents,
      bytes: value.scalars.withUnsafeBytes(Array.init))
  }

  /// The description of the model; `nil` if the file has none.
  ///
  /// - Throws: `TrainingError` where the file cannot be read; `ProgramError` where it is another
  ///   model's.
  func description() throws -> ModelDescription? { ModelDescription(metadata: try file().metadata) }

  private func file() throws -> CheckpointFile {
    let file = try CheckpointFile(path: path)
    if let saved = file.metadata["model"], saved != model {
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
      guard let entry = file.entry(named: name), entry.elementType == .float32 else {
        throw ProgramError.notSaved(path: path, parameter: name)
      }
      let (found, expected) = (Shape(entry.shape), parameter.shape ?? parameter.value.shape)
      guard found == expected else {
        throw ProgramError.savedShape(path: path, parameter: name, found: found, expected: expected)
      }
      return entry
    }
    // The parameters of another network would give answers too, but none that mean anything.
    let names = Set(entries.map(\.name))
    let isUnknown = { (entry: CheckpointFile.Entry) in
      !names.contains(entry.name) && !entry.name.hasPrefix(Self.optimizerPrefix)
    }
    if let unknown = file.entries.first(where: isUnknown) {
      throw ProgramError.savedUnknown(path: path, parameter: unknown.name)
    }
    let values = try entries.map { entry in
      guard let array = try file.array(named: entry.name) else {
        throw ProgramError.notSaved(path: path, parameter: entry.name)
      }
      let scalars = floats(array.bytes)
      if let index = scalars.firstIndex(where: { !$0.isFinite }) {
        throw ProgramError.savedNotFinite(
          path: path, parameter: entry.name, value: scalars[index],
          position: Shape(entry.shape).position(ofElement: index))
      }
      return try NDArray<Float>(shape: Shape(entry.shape), scalars: scalars)
    }
    for (parameter, value) in zip(parameters, values) { try parameter.set(value) }
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
