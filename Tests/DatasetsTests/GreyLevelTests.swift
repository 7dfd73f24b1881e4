import Testing

@testable import Datasets

struct GreyLevelTests {
  @Test(
    arguments: [
      ([0, 1, 0.5, 1], [0, 255, 127, 255]), ([2, 2, 2, 2], [0, 0, 0, 0]),
      ([-1, 0, 1, .infinity], [0, 127, 255, 0]), ([.nan, 0, 1, 2], [0, 0, 127, 255]),
    ] as [([Float], [UInt8])])
  func numbersAreMappedToTheRange(numbers: [Float], levels: [UInt8]) throws {
    #expect(try ExampleValues.floats([9, 9, 9, 9] + numbers).greyLevels(of: 1, size: 4) == levels)
  }

  @Test func bytesStay() throws {
    #expect(try ExampleValues.bytes([1, 2, 3, 4]).greyLevels(of: 1, size: 2) == [3, 4])
  }
}
