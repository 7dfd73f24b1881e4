import Diagnostics
import Files
import Foundation

/// What processes exchange messages over, by the two numbers of the usual model: a message of n
/// bytes takes the latency and n times what a byte takes (Hockney, 1994).
public struct Interconnect: Codable, Sendable, Equatable {
  /// The name, or the path of the file that it was read from.
  public let name: String
  /// Microseconds of an empty message.
  public let latencyMicroseconds: Double
  /// 10^9 bits a second of a long message, while one as long goes the other way.
  public let gigabitsPerSecond: Double
  /// Where the numbers come from.
  public let source: String

  // The names in the JSON that `scale` prints.
  private enum CodingKeys: String, CodingKey {
    case name
    case latencyMicroseconds = "latency_us"
    case gigabitsPerSecond = "gigabits_per_second"
    case source
  }

  /// A network.
  public init(
    name: String, latencyMicroseconds: Double, gigabitsPerSecond: Double, source: String
  ) {
    self.name = name
    self.latencyMicroseconds = latencyMicroseconds
    self.gigabitsPerSecond = gigabitsPerSecond
    self.source = source
  }

  /// The networks that have a name.
  public static let builtIn = [
    Interconnect(
      name: "10gbe", latencyMicroseconds: 21, gigabitsPerSecond: 9.41,
      source: "TCP over 10 Gigabit Ethernet: 21 us between applications (Hurwitz and Feng, Hot "
        + "Interconnects 2003); 1,448 of a frame's 1,538 bytes on the wire are data"),
    Interconnect(
      name: "100gbe", latencyMicroseconds: 10, gigabitsPerSecond: 94.1,
      source: "TCP over 100 Gigabit Ethernet: about 10 us by the OSU benchmarks over Open MPI "
        + "(University of New Mexico, ConnectX-4); 1,448 of a frame's 1,538 bytes on the wire are "
        + "data"),
    Interconnect(
      name: "ib", latencyMicroseconds: 1, gigabitsPerSecond: 100,
      source: "InfiniBand EDR: 4 lanes of 25.78125 Gbit/s, of which 64/66 are data; 1 us is "
        + "assumed for MPI, twice the 0.5 us of adapters"),
    Interconnect(
      name: "shared", latencyMicroseconds: 9, gigabitsPerSecond: 40,
      source: "shared memory: MPI_Sendrecv of Open MPI 4.1 between two cores of a server with "
        + "AVX-512, measured from 4 KiB (8.7 us) to 2 MiB (427 us)"),
  ]

  /// The network of a name, or of a JSON file such as `{"latency_us": 50, "gigabits_per_second": 1}`.
  ///
  /// - Throws: `ScalingError`.
  public init(named name: String) throws(ScalingError) {
    if let known = Self.builtIn.first(where: { $0.name == name }) {
      self = known
      return
    }
    let bytes: [UInt8]
    do throws(InputFileError) {
      bytes = try InputFile(path: name).read(count: Self.mostBytes + 1)
    } catch .system(ENOENT) {
      throw .unknownNetwork(name, known: Self.builtIn.map(\.name))
    } catch {
      throw .networkUnreadable(name, reason: error.reason)
    }
    try self.init(path: name, json: bytes)
  }

  /// The most bytes of a file.
  private static let mostBytes = 1 << 16

  init(path: String, json: [UInt8]) throws(ScalingError) {
    guard json.count <= Self.mostBytes,
      let numbers = try? JSONText.decode([String: Double].self, from: Data(json))
    else { throw .networkMalformed(path) }
    let keys = [CodingKeys.latencyMicroseconds.rawValue, CodingKeys.gigabitsPerSecond.rawValue]
    if let key = numbers.keys.sorted().first(where: { !keys.contains($0) }) {
      throw .networkKey(path, key: key, known: keys)
    }
    func number(
      _ key: String, _ expected: String, _ isPossible: (Double) -> Bool
    ) throws(ScalingError) -> Double {
      guard let value = numbers[key] else { throw .networkIncomplete(path, missing: key) }
      guard isPossible(value) else {
        throw .networkNumber(path, key: key, value: value, expected: expected)
      }
      return value
    }
    self.init(
      name: path,
      latencyMicroseconds: try number(keys[0], "0 to 1e9") { (0...1e9).contains($0) },
      gigabitsPerSecond: try number(keys[1], "1e-6 to 1e6") { (1e-6...1e6).contains($0) },
      source: "the file")
  }

  /// Milliseconds until all ranks have the sums of an array: as many exchanges one after the other as
  /// the tree of ranks has levels, each of a latency, the bytes on their way, and an addition.
  ///
  /// - Parameter addition: the milliseconds to add a byte of an array to another array.
  func allReduceMilliseconds(bytes: Int, ranks: Int, addition: Double) -> Double {
    let levels = ranks < 2 ? 0 : Int.bitWidth - (ranks - 1).leadingZeroBitCount
    let exchange =
      latencyMicroseconds / 1000 + Double(bytes) * (8 / (gigabitsPerSecond * 1e6) + addition)
    return Double(levels) * exchange
  }
}
