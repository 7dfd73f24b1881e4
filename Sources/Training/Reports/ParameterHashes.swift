import Foundation
import Toolchain

/// Computes a hash of the parameters at the end of each epoch.
///
/// The hash is the SHA-256 of the parameters and the running statistics, the arrays that `export`
/// writes, one after the other in the order of their names, in little-endian bytes. Runs with the
/// same hashes have computed the same bits.
final class ParameterHashes: TrainingObserver {
  private let arrays: [SavedArray]
  private let report: (TrainingPosition, String) throws -> Void

  /// - Parameters:
  ///   - arrays: what is hashed.
  ///   - report: told of each hash, in 64 hexadecimal digits.
  init(of arrays: [SavedArray], report: @escaping (TrainingPosition, String) throws -> Void) {
    self.arrays = arrays.sorted { $0.name < $1.name }
    self.report = report
  }

  func observe(_ event: TrainingEvent) throws {
    guard case .epochFinished(let position, _) = event else { return }
    var bytes = Data()
    for array in arrays { bytes += try array.array().bytes }
    try report(position, SHA256Digest(of: bytes).hexText)
  }
}
