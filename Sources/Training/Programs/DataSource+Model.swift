import Datasets
import NeuralNetworks

extension DataSource {
  /// The data set for a model, read, checked and split: numbers in the label column of a table are
  /// classes for a model that tells classes apart.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - known: what a trained model takes: pictures of a folder are brought to its size and channels
  ///     unless the source has other ones.
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
