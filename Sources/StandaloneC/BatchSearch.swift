import Compiler
import Datasets
import Training

/// The search for a large batch whose context fits in a memory.
///
/// The batch size that is found fits, and the next does not. It is the largest that fits where no
/// batch takes less memory than a smaller one, which no schedule promises.
package struct BatchSearch: Sendable {
  /// The batch size: 1 where not even that fits.
  package let batchSize: Int
  /// The largest batch size that was allowed.
  package let largest: Int

  /// - Parameters:
  ///   - options: how the model is trained; no larger batch is tried than theirs, nor one that
  ///     the data set has too few examples for.
  ///   - trains: whether the network is to be trained.
  ///   - settings: what the C is made for, the memory among it.
  ///   - compileOptions: how the functions are compiled.
  /// - Throws: errors of the data and the model, and what the compiler throws.
  package init<Model: TrainableModel>(
    _ model: Model, data: DataSource, options: TrainingOptions, trains: Bool,
    settings: StandaloneSettings, compileOptions: CompileOptions
  ) throws {
    let dataset = try data.load(for: Model.self)
    let largest = max(
      1, min(options.batchSize, ModelProgram.largestBatch(from: dataset, options: options)))
    try self.init(upTo: largest, settings: settings, compileOptions: compileOptions) { count in
      var tried = options
      tried.batchSize = count
      return try StandaloneModel(
        model, dataset: dataset, from: data, options: tried, trains: trains)
    }
  }

  /// - Parameters:
  ///   - largest: the largest batch size that is allowed.
  ///   - settings: what the C is made for, the memory among it.
  ///   - compileOptions: how the functions are compiled.
  ///   - model: the model for batches of a size.
  /// - Throws: errors of the model, and what the compiler throws.
  package init(
    upTo largest: Int, settings: StandaloneSettings, compileOptions: CompileOptions,
    model: (Int) throws -> StandaloneModel
  ) throws {
    self.largest = largest
    batchSize =
      try Self.largest(upTo: largest) { count in
        let model = try model(count)
        let need = try ContextNeed(
          model, on: settings.target, ranks: settings.ranks,
          options: settings.compileOptions(compileOptions))
        return settings.memory.map { need.byteCount <= $0.byteCount } ?? true
      } ?? 1
  }

  /// A number from 1 up to another that fits: the other, or one whose successor does not fit; `nil`
  /// where neither the other nor 1 does.
  static func largest(upTo most: Int, _ fits: (Int) throws -> Bool) rethrows -> Int? {
    if try fits(most) { return most }
    guard try most > 1 && fits(1) else { return nil }
    // The low one fits, and the high one does not.
    var (low, high) = (1, most)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try fits(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
