import ArgumentParser
import Croton

/// The tutorial's LeNet on the command line.
public struct LeNet5App: CrotonApp {
  public static let name = LeNet5.name

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The number of filters of the two convolutions.", valueName: "count"))
  var nkerns = [20, 50]

  public init() {}

  public func validate() throws {
    guard nkerns.count == 2, nkerns.allSatisfy({ $0 >= 1 }) else {
      let given = nkerns.map(String.init).joined(separator: " ")
      throw ValidationError("--nkerns is '\(given)'; wanted two numbers of at least 1, as in --nkerns 20 50.")
    }
  }

  public func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
    try LeNet5(filters: (nkerns[0], nkerns[1])).classifier(batch, random: &random)
  }
}
