/// The numbers of processes that a prediction is made for.
public struct RankCounts: Sendable, Equatable {
  /// The numbers, from the least to the greatest.
  public let values: [Int]

  /// The most processes that there may be.
  static let most = 1 << 20

  /// Powers of two from 1 to 1,024.
  public static let upTo1024 = RankCounts(1...1024)

  /// The ends of a range, and the powers of two between them.
  private init(_ range: ClosedRange<Int>) {
    let powers = (0...20).map { 1 << $0 }.filter(range.contains)
    self.init(Set(powers + [range.lowerBound, range.upperBound]))
  }

  /// Numbers as the command line has them: `1,2,4`, or a range as `1..1024`, of which the ends and
  /// the powers of two are taken.
  ///
  /// - Throws: `ScalingError.ranks`.
  public init(argument: String) throws(ScalingError) {
    func number(_ text: some StringProtocol) throws(ScalingError) -> Int {
      guard let number = Int(text), (1...Self.most).contains(number) else {
        throw .ranks(argument)
      }
      return number
    }
    if let dots = argument.firstRange(of: "..") {
      let (low, high) = (
        try number(argument[..<dots.lowerBound]), try number(argument[dots.upperBound...])
      )
      guard low <= high else { throw .ranks(argument) }
      self.init(low...high)
    } else {
      var numbers: Set<Int> = []
      for text in argument.split(separator: ",", omittingEmptySubsequences: false) {
        numbers.insert(try number(text))
      }
      self.init(numbers)
    }
  }

  private init(_ numbers: Set<Int>) { values = numbers.sorted() }
}
