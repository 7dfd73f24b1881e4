import Foundation

/// The log of a training run, read back.
struct RunLog {
  private struct Event: Decodable {
    let event: String
  }

  struct Measurement: Decodable {
    let event: String
    let epoch: Int
    let minibatch: Int
    let error: Double
    let training_cost: Double?
  }

  struct End: Decodable {
    let best_validation: Double
    let best_iteration: Int
    let test: Double
    let interrupted: Bool?
  }

  /// The validations and tests, in their order.
  let measurements: [Measurement]
  let end: End

  /// The log in the given bytes, which has a first line, measurements and a last line.
  init(_ data: Data) throws {
    let lines = data.split(separator: UInt8(ascii: "\n"))
    measurements = try lines.dropFirst().dropLast()
      .filter { try JSONDecoder().decode(Event.self, from: $0).event != "hash" }
      .map { try JSONDecoder().decode(Measurement.self, from: $0) }
    end = try JSONDecoder().decode(End.self, from: lines.last ?? Data())
  }

  /// A fraction as the tutorials print it.
  static func percent(_ error: Double) -> String { String(format: "%f %%", error * 100) }
}
