import Benchmarking
import Conformance
import Datasets
import GraphIR
import ImageFiles
import Training

extension FuzzedReader {
  /// Whether an error is one with which readers refuse a file.
  static func isRefusal(_ error: any Error) -> Bool {
    switch error {
    case is DatasetError, is ImageError, is TrainingError, is ProgramError, is RunError,
      is SweepError, is ScalingError, is TextError, is VectorFileError:
      true
    default: false
    }
  }
}
