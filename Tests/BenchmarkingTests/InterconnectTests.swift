import Foundation
import Testing

@testable import Benchmarking

/// The model of messages, and the files that describe networks.
struct InterconnectTests {
  @Test(arguments: [(1, 0.0), (2, 1.0), (3, 2.0), (4, 2.0), (5, 3.0), (1024, 10.0)])
  func anExchangeForEachLevelOfTheTree(ranks: Int, levels: Double) {
    // 0.5 ms of latency, 1,000 bytes at 8 Mbit/s and as long for the addition: 2.5 ms.
    let network = Interconnect(
      name: "slow", latencyMicroseconds: 500, gigabitsPerSecond: 0.008, source: "")
    let time = network.allReduceMilliseconds(bytes: 1000, ranks: ranks, addition: 0.001)
    #expect(abs(time - 2.5 * levels) < 1e-9)
  }

  @Test func namesAndSourcesOfNetworks() throws {
    #expect(Interconnect.builtIn.map(\.name) == ["10gbe", "100gbe", "ib", "shared"])
    #expect(Interconnect.builtIn.allSatisfy { !$0.source.isEmpty })
    #expect(try Interconnect(named: "ib") == Interconnect.builtIn[2])
  }

  private func network(_ text: String) throws -> Interconnect {
    try Interconnect(path: "my.json", json: Array(text.utf8))
  }

  @Test func aFileOfANetwork() throws {
    let network = try network(#"{"latency_us": 50, "gigabits_per_second": 1}"#)
    #expect(network.latencyMicroseconds == 50)
    #expect(network.gigabitsPerSecond == 1)
    #expect(network.name == "my.json")
  }

  @Test(arguments: [
    (
      "[1]",
      "'my.json' is no network; expected an object of two numbers, as in "
        + #"{"latency_us": 50, "gigabits_per_second": 1}"#
    ),
    (
      "{\"latency_us\": true, \"gigabits_per_second\": 1}",
      "'my.json' is no network; expected an object of two numbers, as in "
        + #"{"latency_us": 50, "gigabits_per_second": 1}"#
    ),
    (
      String(repeating: " ", count: 70_000) + "{}",
      "'my.json' is no network; expected an object of two numbers, as in "
        + #"{"latency_us": 50, "gigabits_per_second": 1}"#
    ),
    (
      "{\"latency_us\": 50}",
      "the network 'my.json' has no gigabits_per_second; expected two numbers, as in "
        + #"{"latency_us": 50, "gigabits_per_second": 1}"#
    ),
    (
      "{\"latency_ms\": 50, \"gigabits_per_second\": 1}",
      "the network 'my.json' has 'latency_ms'; did you mean 'latency_us'?"
    ),
    (
      "{\"latency_us\": -1, \"gigabits_per_second\": 1}",
      "latency_us of the network 'my.json' is -1.0; expected 0 to 1e9"
    ),
    (
      "{\"latency_us\": 1, \"gigabits_per_second\": 0}",
      "gigabits_per_second of the network 'my.json' is 0.0; expected 1e-6 to 1e6"
    ),
  ])
  func whatIsWrongInAFile(text: String, message: String) {
    #expect { try network(text) } throws: { "\($0)" == message }
  }

  @Test func namesThatNoNetworkHas() throws {
    #expect { try Interconnect(named: "100gb") } throws: {
      "\($0)" == "there is no network '100gb', and no such file; did you mean '100gbe'?"
    }
    #expect { try Interconnect(named: NSTemporaryDirectory()) } throws: {
      "\($0)".hasPrefix("cannot read the network '")
    }
  }
}
