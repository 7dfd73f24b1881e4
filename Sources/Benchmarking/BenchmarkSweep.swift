import Compiler
import Training

/// A setting that a benchmark takes several values of, one after the other.
public struct BenchmarkSweep: Sendable, Equatable {
  /// What varies.
  public enum Setting: String, Sendable, CaseIterable {
    /// The number of images in a minibatch.
    case batch
    /// The number of threads.
    case threads
    /// The width in bytes of the vectors that the C is written for: 16, 32 or 64.
    case width
  }

  /// The setting that varies.
  public let setting: Setting
  /// Its values, in the order in which they are measured.
  public let values: [Int]

  /// A sweep over values of a setting; ``validate()`` checks them.
  public init(_ setting: Setting, values: [Int]) {
    self.setting = setting
    self.values = values
  }

  /// A sweep as the command line has it: `batch=64,128,256`.
  ///
  /// - Throws: `BenchmarkError.sweepMalformed`.
  public init(argument: String) throws {
    let halves = argument.split(separator: "=", omittingEmptySubsequences: false)
    let values = halves.last?.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0)
    }
    guard halves.count == 2, let setting = Setting(rawValue: String(halves[0])),
      let values, values.allSatisfy({ $0 != nil })
    else { throw BenchmarkError.sweepMalformed(argument) }
    self.init(setting, values: values.compactMap(\.self))
  }

  /// Checks what can be checked before there is data.
  ///
  /// - Throws: `BenchmarkError` for an impossible width, and what `TrainingOptions.validate()` and
  ///   `CompileOptions.validate()` throw for the other settings.
  public func validate() throws {
    for value in values {
      switch setting {
      case .batch: try TrainingOptions(batchSize: value).validate()
      case .threads: try CompileOptions(threads: value).validate()
      case .width:
        guard [16, 32, 64].contains(value) else { throw BenchmarkError.width(value) }
      }
    }
  }
}
