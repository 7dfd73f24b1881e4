import EmbeddedMNIST
import Foundation

/// One of the four files that MNIST, and whatever imitates it, is published as.
enum IDXPart: String, CaseIterable {
  case trainingImages = "train-images-idx3-ubyte"
  case trainingLabels = "train-labels-idx1-ubyte"
  case testImages = "t10k-images-idx3-ubyte"
  case testLabels = "t10k-labels-idx1-ubyte"
}

extension IDXPart {
  /// Where a folder can have the part, as it is or gzipped, in the order of looking.
  func paths(folder: String) -> [String] {
    let path = "\(folder)/\(rawValue)"
    return [path, "\(path).gz"]
  }

  /// Whether a folder has the part.
  func isIn(folder: String) -> Bool {
    paths(folder: folder).contains { FileManager.default.fileExists(atPath: $0) }
  }
}

extension ContentReader {
  /// The part that is embedded in the program.
  static func embeddedMNIST(_ part: IDXPart) throws -> ContentReader {
    let embedded =
      switch part {
      case .trainingImages: embeddedMNISTTrainingImages()
      case .trainingLabels: embeddedMNISTTrainingLabels()
      case .testImages: embeddedMNISTTestImages()
      case .testLabels: embeddedMNISTTestLabels()
      }
    // Safe: the bytes are constant data of the program, and nothing writes through the `Data`.
    let data = Data(
      bytesNoCopy: UnsafeMutableRawPointer(mutating: embedded.bytes), count: embedded.count,
      deallocator: .none)
    return try ContentReader(RawInput(name: "embedded \(part.rawValue).gz", data: data))
  }

  /// The part in a folder.
  static func open(_ part: IDXPart, folder: String) throws -> ContentReader {
    for path in part.paths(folder: folder) where FileManager.default.fileExists(atPath: path) {
      return try ContentReader(RawInput(path: path))
    }
    throw DatasetError(file: folder, IDXError.missingPart(part.rawValue))
  }
}
