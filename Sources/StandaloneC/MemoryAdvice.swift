import Compiler
import GraphPasses
import Training

/// Options with which a context that does not fit takes less memory: those that have been tried.
package struct MemoryAdvice: Sendable, Equatable, CustomStringConvertible {
  /// The pass that is left out, if one is.
  let excludedPass: String?
  /// The batch size, if it is a smaller one.
  let batchSize: Int?
  /// What a context takes with these options.
  let byteCount: Int
  /// Whether that is no more than the memory.
  let fits: Bool

  /// - Parameters:
  ///   - need: what a context takes without advice.
  ///   - batchSize: the size of the batches.
  ///   - allowsSmallerBatch: whether smaller ones are tried; where they have been tried, none fits.
  ///   - model: the model for batches of a size.
  /// - Returns: `nil` where nothing that has been tried takes less memory.
  /// - Throws: errors of the model, and what the compiler throws.
  package init?(
    need: ContextNeed, batchSize: Int, allowsSmallerBatch: Bool, settings: StandaloneSettings,
    compileOptions: CompileOptions, model: (Int) throws -> StandaloneModel
  ) throws {
    func bytes(of batchSize: Int, without pass: String?) throws -> Int {
      var options = settings.compileOptions(compileOptions)
      if let pass { options.optimization = try options.optimization.excluding(pass) }
      return try ContextNeed(
        model(batchSize), on: settings.target, ranks: settings.ranks, options: options
      ).byteCount
    }
    let limit = settings.memory?.byteCount ?? .max
    let winograd = LoweringPass.useWinograd
    let pass = compileOptions.optimization.contains(winograd) ? winograd.rawValue : nil
    let bytesWithoutPass = try pass.map { try bytes(of: batchSize, without: $0) }
    if let bytes = bytesWithoutPass, bytes <= limit {
      self.init(excludedPass: pass, batchSize: nil, byteCount: bytes, fits: true)
      return
    }
    if allowsSmallerBatch, batchSize > 1 {
      let passes: [String?] = pass == nil ? [nil] : [nil, pass]
      for excluded in passes {
        let smaller = try BatchSearch.largest(upTo: batchSize - 1) {
          try bytes(of: $0, without: excluded) <= limit
        }
        guard let smaller else { continue }
        self.init(
          excludedPass: excluded, batchSize: smaller,
          byteCount: try bytes(of: smaller, without: excluded), fits: true)
        return
      }
    }
    guard let bytes = bytesWithoutPass, bytes < need.byteCount else { return nil }
    self.init(excludedPass: pass, batchSize: nil, byteCount: bytes, fits: false)
  }

  init(excludedPass: String?, batchSize: Int?, byteCount: Int, fits: Bool) {
    self.excludedPass = excludedPass
    self.batchSize = batchSize
    self.byteCount = byteCount
    self.fits = fits
  }

  package var description: String {
    let options = [
      excludedPass.map { "--exclude \($0)" }, batchSize.map { "--batch-size \($0)" },
    ].compactMap { $0 }
    return "With \(options.joined(separator: " ")) it takes \(byteCount) bytes, "
      + (fits ? "which fit." : "still too many.")
  }
}
