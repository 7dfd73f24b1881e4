import Datasets
import NeuralNetworks

extension DataSource {
  /// The data set for a model, read, checked and split. The model's task decides whether the
  /// targets of tables and NumPy arrays are classes or numbers.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - known: the description of a trained model. Whatever the source does not say itself is as
  ///     in its training: the split, the label column, the ignored columns, and the size
  ///     and channels of images.
  /// - Throws: as `load()` does.
  public func load<Model: TrainableModel>(
    for model: Model.Type, trainedOn known: ModelDescription? = nil
  ) throws -> Dataset {
    try prepared(for: model, trainedOn: known).load()
  }

  /// The source with everything that the model decides.
  package func prepared<Model: TrainableModel>(
    for model: Model.Type, trainedOn known: ModelDescription? = nil
  ) -> DataSource {
    var source = self
    if let known {
      if split == DatasetSplit(), let split = known.split { source.split = split }
      switch ownOptions {
      case .images: if images == ImageOptions() { source.images = known.imageOptions }
      case .table:
        if table.label == nil { source.table.label = known.label }
        if table.ignored.isEmpty { source.table.ignored = known.ignored }
        source.table.allowsMissingIgnored = source.table.ignored == known.ignored
      case nil: break
      }
    }
    if table.targetForm == .automatic {
      source.table.targetForm =
        switch Model.task {
        case .classification: .classes
        case .regression: .numbers
        }
    }
    return source
  }
}
