import CEmitter
import Training

/// The values of modules for other languages.
struct BindingValues: TemplateValues {
  let network: NetworkValues
  /// The extents of an example, with commas between them.
  let exampleTuple: String
  let numpyType: String
  /// The seed in the bits of a signed number, as an expression of Fortran.
  let signedSeed: String

  init(network: NetworkValues, model: StandaloneModel) {
    self.network = network
    exampleTuple = model.description.exampleShape.map(String.init).joined(separator: ", ")
    numpyType = network.bytes ? "uint8" : "float32"
    let seed = Int32(truncatingIfNeeded: network.seed)
    // The least number has no literal of its own in Fortran.
    signedSeed =
      seed == .min ? "-\(Int32.max)_c_int32_t - 1_c_int32_t" : "\(seed)_c_int32_t"
  }
}
