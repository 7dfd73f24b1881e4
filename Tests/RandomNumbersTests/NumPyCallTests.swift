import RandomNumbers
import TestSupport
import Testing

/// Calls on one stream after another, with what NumPy returned; see `make_random_state.py`.
@Suite struct NumPyCallTests {
  private struct CallFile: Decodable {
    struct Case: Decodable {
      var seed: Int
      var calls: [Call]
    }
    var cases: [Case]
  }

  /// A call by the name of the NumPy method, which decides whether its numbers are whole.
  private enum Call: Decodable {
    case integers(name: String, arguments: [Int], result: [Int])
    case reals(name: String, arguments: [Double], result: [Double])

    enum CodingKeys: String, CodingKey { case call, arguments, result }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let name = try container.decode(String.self, forKey: .call)
      switch name {
      case "randint", "permutation":
        self = .integers(
          name: name, arguments: try container.decode([Int].self, forKey: .arguments),
          result: try container.decode([Int].self, forKey: .result))
      default:
        self = .reals(
          name: name, arguments: try container.decode([Double].self, forKey: .arguments),
          result: try container.decode([Double].self, forKey: .result))
      }
    }
  }

  @Test func everyCallReturnsWhatNumPyReturned() throws {
    let cases = try Vectors.load("References/random_state.json", as: CallFile.self).cases
    #expect(cases.count == 6)
    for testCase in cases {
      var random = try RandomState(seed: testCase.seed)
      for call in testCase.calls {
        switch call {
        case .integers(let name, let arguments, let result):
          let values = try integers(name, arguments, &random)
          #expect(values == result, "seed \(testCase.seed): \(name)\(arguments)")
        case .reals(let name, let arguments, let result):
          let values = try reals(name, arguments, &random)
          // NumPy takes the C library's logarithm, which is not always rounded correctly.
          let ulps: Double = ["standard_normal", "normal"].contains(name) ? 2 : 0
          let isSame = zip(try #require(values), result).allSatisfy {
            abs($0 - $1) <= ulps * max(abs($0.ulp), abs($1.ulp))
          }
          #expect(isSame, "seed \(testCase.seed): \(name)\(arguments)")
          #expect(values?.count == result.count)
        }
      }
    }
  }

  private func integers(
    _ name: String, _ arguments: [Int], _ random: inout RandomState
  ) throws -> [Int]? {
    switch name {
    case "randint":
      try random.randint(low: arguments[0], high: arguments[1], count: arguments[2])
    case "permutation": try random.permutation(arguments[0])
    default: nil
    }
  }

  private func reals(
    _ name: String, _ arguments: [Double], _ random: inout RandomState
  ) throws -> [Double]? {
    let count = Int(arguments[arguments.count - 1])
    return switch name {
    case "random_sample": try random.randomSample(count: count)
    case "standard_normal": try random.standardNormal(count: count)
    case "normal":
      try random.normal(mean: arguments[0], standardDeviation: arguments[1], count: count)
    case "uniform": try random.uniform(low: arguments[0], high: arguments[1], count: count)
    default: nil
    }
  }
}
