/// What can be wrong with how a model is put to a data set and to a machine.
public enum ProgramError: Error, Sendable, Equatable, CustomStringConvertible {
  case batchSize(Int, largest: Int)
  case threads(Int, largest: Int)

  public var description: String {
    switch self {
    case .batchSize(let size, let largest):
      "a batch size of \(size) is not possible; wanted 1 to \(largest), "
        + "the number of images in the smallest part of the data set"
    case .threads(let count, let largest):
      "\(count) threads are not possible; wanted 1 to \(largest)"
    }
  }
}
