import CEmitter
import Foundation
import Training

/// The values of modules for other languages.
struct BindingValues: TemplateValues {
  /// An array or a counter of a checkpoint, and its place in a context.
  struct Saved: TemplateValues {
    /// The name as a string of JavaScript.
    let name: String
    let type, shape: String
    let count, offset, bytes: Int

    init(_ value: StandaloneModel.Value, offset: Int) throws {
      let storage = value.storage.type
      name = String(decoding: try JSONEncoder().encode(value.name), as: UTF8.self)
      type = CheckpointArray.ElementType(storage.elementType).rawValue
      shape = storage.shape.extents.map(String.init).joined(separator: ", ")
      count = storage.shape.elementCount
      self.offset = offset
      bytes = storage.byteCount
    }
  }

  let network: NetworkValues
  /// The extents of an example, with commas between them.
  let exampleTuple: String
  let numpyType: String
  /// The seed in the bits of a signed number, as an expression of Fortran.
  let signedSeed: String
  /// The arrays of a checkpoint, parameters first, and its counters.
  let saved, counters: [Saved]

  init(network: NetworkValues, model: StandaloneModel, layout: ContextLayout) throws {
    self.network = network
    func saved(_ isIncluded: (StandaloneModel.Value) -> Bool) throws -> [Saved] {
      try zip(model.values, layout.values).filter { isIncluded($0.0) }
        .map { try Saved($0, offset: $1 ?? 0) }
    }
    self.saved = try saved(\.isSavedArray)
    counters = try saved { $0.role == .counter }
    exampleTuple = model.description.exampleShape.map(String.init).joined(separator: ", ")
    numpyType = network.bytes ? "uint8" : "float32"
    let seed = Int32(truncatingIfNeeded: network.seed)
    // The least number has no literal of its own in Fortran.
    signedSeed =
      seed == .min ? "-\(Int32.max)_c_int32_t - 1_c_int32_t" : "\(seed)_c_int32_t"
  }
}
