import Foundation

/// An axis of parallel coordinates: numbers are on a linear or a logarithmic scale, and words have
/// equal distances.
struct CoordinateAxis {
  /// A labelled place.
  struct Tick: Equatable {
    let position: Double
    let label: String
  }

  /// What the axis has the values of.
  let name: String
  let isLogarithmic: Bool
  /// The places of the values in their order, from 0 to 1; `nil` for a missing one.
  let positions: [Double?]
  /// The ticks in increasing order.
  let ticks: [Tick]

  /// The most different numbers that are ticks themselves.
  private static let mostNumbers = 8

  /// An axis of the values of an option. Few different numbers are labelled as the user wrote them.
  init(name: String, words: [String]) {
    let numbers = words.compactMap { Double($0) }.filter(\.isFinite).map(Axis.placeable)
    guard numbers.count == words.count else {
      self.init(name: name, categories: words)
      return
    }
    let written = Dictionary(zip(numbers, words)) { first, _ in first }
    self.init(
      name: name, numbers: numbers, labelled: written.count <= Self.mostNumbers ? written : [:])
  }

  /// An axis of numbers, some of which are missing.
  ///
  /// - Parameter labelled: the numbers that are the ticks, with their labels; round ones if there
  ///   are none.
  init(name: String, numbers: [Double?], labelled: [Double: String] = [:]) {
    let numbers = numbers.map { $0.map(Axis.placeable) }
    let known = numbers.compactMap { $0 }
    let axis = Axis(spanning: known)
    func position(_ number: Double) -> Double {
      axis.range.lowerBound < axis.range.upperBound ? axis.position(of: number) : 0.5
    }
    self.name = name
    isLogarithmic = axis.scale == .logarithmic
    positions = numbers.map { $0.map(position) }
    ticks = (labelled.isEmpty ? axis.ticks : labelled.keys.sorted()).map {
      Tick(position: position($0), label: labelled[$0] ?? String(format: "%g", $0))
    }
  }

  /// An axis of words, the first at the upper end.
  private init(name: String, categories words: [String]) {
    var places: [String: Int] = [:]
    for word in words where places[word] == nil { places[word] = places.count }
    let last = Double(places.count - 1)
    func position(_ place: Int) -> Double { last > 0 ? 1 - Double(place) / last : 0.5 }
    self.name = name
    isLogarithmic = false
    positions = words.map { places[$0].map(position) }
    ticks = places.sorted { $0.value > $1.value }.map {
      Tick(position: position($0.value), label: $0.key)
    }
  }

  /// The places of the values with those that are equal moved apart, so that each line can be
  /// followed: the first of them to the lower side.
  var spreadPositions: [Double?] {
    let distinct = Set(positions.compactMap { $0 }).sorted()
    let gap = zip(distinct, distinct.dropFirst()).map { $1 - $0 }.min() ?? 1
    let reach = min(0.035, 0.3 * gap)
    var count: [Double: Int] = [:], seen: [Double: Int] = [:]
    for case let position? in positions { count[position, default: 0] += 1 }
    return positions.map { position in
      guard let position, let all = count[position], all > 1 else { return position }
      let index = seen[position, default: 0]
      seen[position] = index + 1
      return position + reach * (2 * Double(index) / Double(all - 1) - 1)
    }
  }
}
