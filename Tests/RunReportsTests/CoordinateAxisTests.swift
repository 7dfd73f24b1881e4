import Testing

@testable import RunReports

struct CoordinateAxisTests {
  @Test(arguments: [
    // Equal factors, equal distances, and neither.
    (["0.1", "0.01", "0.001"], true), (["16", "64", "32", "128"], true),
    (["10", "20", "30"], false), (["0.5", "0.9"], false), (["0.5", "0.9", "0.99"], false),
    (["0", "0.0001", "0.001", "0.01"], true), (["-1", "0", "100"], false), (["7"], false),
    (["7", "7"], false), (["0", "0"], false), (["0", "5"], false), (["sgd", "adam"], false),
    (["1", "many"], false), (["nan", "1"], false),
  ])
  func scales(words: [String], isLogarithmic: Bool) {
    let axis = CoordinateAxis(name: "option", words: words)
    #expect(axis.isLogarithmic == isLogarithmic)
    for position in axis.positions { #expect((0...1).contains(position ?? .nan)) }
    // Few values are labelled as they were written.
    #expect(Set(axis.ticks.map(\.label)) == Set(words))
    #expect(axis.ticks.map(\.position) == axis.ticks.map(\.position).sorted())
  }

  @Test func zeroIsApartFromTheLogarithms() {
    let axis = CoordinateAxis(name: "l2", words: ["0", "0.001", "0.01", "0.1"])
    let positions = axis.positions.compactMap { $0 }
    #expect(positions[0] == 0)
    #expect(abs(positions[1] - 0.2) < 1e-9)
    #expect(abs(positions[2] - 0.6) < 1e-9)
    #expect(positions[3] == 1)
  }

  private static let many: [([Double], [String])] = [
    (Array(stride(from: 0, to: 0.2, by: 0.01)), ["0", "0.05", "0.1", "0.15"]),
    (Array(stride(from: 0, to: 20_000, by: 1000)), ["0", "5000", "10000", "15000"]),
    (
      [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
      ["0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1"]
    ),
    ([7.5, 8, 9, 10, 12, 14, 18, 24, 26], ["10", "15", "20", "25"]),
  ]

  @Test(arguments: many)
  func roundTicksOfManyNumbers(numbers: [Double], ticks: [String]) {
    let axis = CoordinateAxis(name: "rate", numbers: numbers)
    #expect(axis.ticks.map(\.label) == ticks)
  }

  @Test func wordsBeginAtTheUpperEnd() {
    let axis = CoordinateAxis(name: "optimizer", words: ["sgd", "adam", "sgd", "rmsprop"])
    #expect(axis.positions == [1, 0.5, 1, 0])
    #expect(axis.ticks.map(\.label) == ["rmsprop", "adam", "sgd"])
    #expect(CoordinateAxis(name: "optimizer", words: ["sgd"]).positions == [0.5])
  }

  @Test func equalValuesAreMovedApart() throws {
    let axis = CoordinateAxis(name: "rate", words: ["1", "2", "1", "1"])
    let spread = try axis.spreadPositions.map { try #require($0) }
    #expect(spread[1] == 1)
    #expect(spread[0] < spread[2] && spread[2] < spread[3])
    #expect(spread[2] == 0)
    let missing = CoordinateAxis(name: "error", numbers: [1, nil, 2])
    #expect(missing.spreadPositions == [0, nil, 1])
  }
}
