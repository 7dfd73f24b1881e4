import Datasets
import NeuralNetworks

extension DataSource {
  /// The data set for a model, read, checked and split. The model's task decides whether the
  /// targets of tables and NumPy arrays are classes or numbers.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - known: the description of a trained model, to whose size and channels the images of a
  ///     folder are converted, unless the source has image options of its own.
  /// - Throws: as `load()` does.
  public func load<Model: TrainableModel>(
    for model: Model.Type, trainedOn known: ModelDescription? = nil
  ) throws -> Dataset {
    var source = self
    if let known, images == ImageOptions() { source.images = known.imageOptions }
    if table.targetForm == .automatic {
      source.table.targetForm =
        switch Model.task {
        case .classification: .classes
        case .regression: .numbers
        }
    }
    return try source.load()
  }
}
