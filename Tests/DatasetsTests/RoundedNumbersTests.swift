import Testing

@testable import Datasets

struct RoundedNumbersTests {
  @Test func theFirstNumberThatIsTooLarge() {
    let largest = Double(Float.greatestFiniteMagnitude)
    let numbers = RoundedNumbers(rounding: [0.1, largest, .infinity, -1e39, 1e300])
    #expect(numbers.scalars == [0.1, .greatestFiniteMagnitude, .infinity, -.infinity, .infinity])
    #expect(numbers.overflow == .init(index: 3, number: -1e39))
    #expect(RoundedNumbers(rounding: [1e-300, largest.nextUp]).overflow == nil)
    #expect(RoundedNumbers([.infinity]).overflow == nil)
  }
}
