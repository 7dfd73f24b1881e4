import CMathematics
import Foundation
import RandomNumbers

/// An option that a sweep gives other values from trial to trial.
public struct SweepVariation: Sendable, Equatable {
  /// The values of an option.
  public enum Values: Sendable, Equatable {
    /// These.
    case list([String])
    /// All between two integers, each as probable.
    case integers(ClosedRange<Int>)
    /// All between two numbers, uniform in their logarithm if both are positive.
    case numbers(ClosedRange<Double>)
  }

  /// Every integer below it is a `Double` too.
  private static let mostInteger = 1 << 53

  /// The name of the option, without dashes.
  public let option: String
  /// Its values.
  public let values: Values

  /// A variation as the command line has it: `learning-rate=0.1,0.03` or
  /// `learning-rate=0.001..0.1`.
  ///
  /// - Throws: `SweepError.variation`, `SweepError.reversedRange`.
  public init(argument: String) throws {
    let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard halves.count == 2, !halves[0].hasPrefix("-"),
      let values = try Self.values(halves[1], of: halves[0])
    else { throw SweepError.variation(argument) }
    option = halves[0]
    self.values = values
  }

  private static func values(_ text: String, of option: String) throws(SweepError) -> Values? {
    // A list may have paths, such as `../a`.
    if let dots = text.range(of: ".."), !text.contains(","), !text.contains("/") {
      let (low, high) = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
      if let first = Double(low), let last = Double(high), first.isFinite, first > last {
        throw .reversedRange(option, low: high, high: low)
      }
      if let low = Int(low), let high = Int(high) {
        let isPossible = low <= high && low > -mostInteger && high < mostInteger
        return isPossible ? .integers(low...high) : nil
      }
      // Of ends further apart, no number in between could be computed.
      guard let low = Double(low), let high = Double(high), low <= high,
        (low > 0 ? high / low : high - low).isFinite
      else { return nil }
      return .numbers(low...high)
    }
    let list = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return list.contains("") ? nil : .list(list)
  }

  /// A value drawn at random.
  func value(_ random: inout RandomState) throws -> String {
    switch values {
    case .list(let list):
      return list[Int(try random.randint(low: 0, high: list.count, count: 1)[0])]
    case .integers(let range):
      let draws = try random.randint(
        low: range.lowerBound, high: range.upperBound + 1, count: 1)
      return "\(draws[0])"
    case .numbers(let range):
      let share = try random.randomSample(count: 1)[0]
      let (low, high) = (range.lowerBound, range.upperBound)
      let number = low > 0 ? low * croton_pow_double(high / low, share) : low + (high - low) * share
      return Self.text(number, in: range)
    }
  }

  /// A number with four digits, or with as many more as it takes not to be rounded out of the range.
  private static func text(_ number: Double, in range: ClosedRange<Double>) -> String {
    let number = min(max(number, range.lowerBound), range.upperBound)
    let texts = (4...17).lazy.map { String(format: "%.\($0)g", number) }
    return texts.first { Double($0).map(range.contains) == true } ?? "\(number)"
  }

  /// The values one by one, if they are not more than so many.
  func list(atMost count: Int) -> [String]? {
    switch values {
    case .list(let list): list
    case .integers(let range): range.count <= count ? range.map(String.init) : nil
    case .numbers: nil
    }
  }
}
