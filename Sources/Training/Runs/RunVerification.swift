import Datasets
import Files
import Foundation

/// Repeats a run from its configuration and compares the parameters at the end of each epoch with
/// those of the run, by their hashes in its log.
///
///     let verification = try RunVerification(of: RunFolder(path: "runs/first"))
///     let isSame = try verification.repeat(trainer) { print($0.number, $0.isSame) }
public struct RunVerification: Sendable {
  /// An epoch of the run and of its repetition.
  public struct Epoch: Sendable, Equatable {
    /// The number of the epoch, counted from 1.
    public let number: Int
    /// The SHA-256 of the parameters that the log has.
    public let expected: String
    /// The SHA-256 of the parameters of the repetition.
    public let found: String
    /// Whether both are the same.
    public var isSame: Bool { expected == found }
  }

  /// The hashes in the log, by the number of the epoch.
  private let hashes: [Int: String]
  private let folder: RunFolder

  /// Ends the repetition at the first difference, or when all is compared.
  private struct Done: Error {
    let isSame: Bool
  }

  /// Results of the repetition that nobody needs.
  private struct Discarded: ConsoleSink {
    var terminalColumns: Int? { nil }
    func write(_ text: String) {}
  }

  private struct Line: Decodable {
    let event: String
    let epoch: Int?
    let sha256: String?
  }

  /// Reads the hashes of a run.
  ///
  /// - Throws: `RunError.noHashes` where its log has none.
  public init(of folder: RunFolder) throws {
    let log = InputFile.contents(path: folder.logPath) ?? Data()
    let decoder = JSONDecoder()
    var hashes: [Int: String] = [:]
    for bytes in log.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? JSONText.decode(Line.self, from: bytes, with: decoder),
        line.event == "hash",
        let epoch = line.epoch, let hash = line.sha256
      else { continue }
      hashes[epoch] = hash
    }
    guard !hashes.isEmpty else { throw RunError.noHashes(path: folder.path) }
    self.hashes = hashes
    self.folder = folder
  }

  /// Trains as the run did, until the first epoch that differs or the last one in the log.
  ///
  /// - Parameters:
  ///   - trainer: a trainer with the model, the data and the options of the run. It saves nothing.
  ///   - report: told of each epoch that is compared.
  /// - Returns: whether all epochs are the same. A repetition that ends before the last epoch of the
  ///   run differs from it.
  /// - Throws: `RunError.otherAlgorithm` where this version of Croton computes something in another
  ///   way than the run did; what can go wrong with a training, and what `report` throws.
  public func `repeat`<Model: TrainableModel>(
    _ trainer: Trainer<Model>, report: @escaping @Sendable (Epoch) throws -> Void
  ) throws -> Bool {
    var trainer = trainer
    trainer.isQuiet = true
    trainer.repeatedFolder = folder
    let (hashes, last) = (hashes, hashes.keys.max())
    trainer.callbacks.afterHash = { position, found in
      if let expected = hashes[position.epoch] {
        let epoch = Epoch(number: position.epoch, expected: expected, found: found)
        try report(epoch)
        if !epoch.isSame { throw Done(isSame: false) }
      }
      if position.epoch == last { throw Done(isSame: true) }
    }
    do {
      try trainer.run(sink: Discarded(), warnings: Discarded())
      return false
    } catch let done as Done {
      return done.isSame
    }
  }
}
