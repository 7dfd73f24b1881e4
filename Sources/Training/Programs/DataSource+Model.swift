import Datasets
import NeuralNetworks

extension DataSource {
  /// The data set for a model, read, checked and split: numbers in the label column of a table are
  /// classes for a model that tells classes apart.
  ///
  /// - Throws: as `load()` does.
  public func load<Model: TrainableModel>(for model: Model.Type) throws -> Dataset {
    var source = self
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
