import Diagnostics

/// Attributes in parentheses, as `(unflipped, stride: [2, 1], window: [2, 2], border kept)`.
///
/// Those of a pooling begin with its window; those of a convolution come before.
struct Attributes {
  fileprivate struct Attribute {
    let name: String
    let numbers: [Int]
  }

  /// The attributes that have a list of numbers, and how many.
  fileprivate static let lists = [
    "stride": 2, "dilation": 2, "pads": 4, "window": 2, "padding": 2,
  ]

  fileprivate var all: [Attribute] = []

  /// Whether an attribute without numbers is there.
  func has(_ name: String) -> Bool { all.contains { $0.name == name && $0.numbers.isEmpty } }

  var convolution: Convolution {
    let own = all.prefix { $0.name != "window" }
    func numbers(_ name: String) -> [Int]? { own.first { $0.name == name }?.numbers }
    return Convolution(
      stride: numbers("stride") ?? [1, 1], dilation: numbers("dilation") ?? [1, 1],
      groups: numbers("groups")?.first ?? 1, flipsFilters: !has("unflipped"),
      padding: numbers("pads").map(Convolution.Padding.init(sides:)) ?? .none)
  }

  /// The pooling, or `nil` where there is no window.
  func pooling(_ mode: Pooling.Mode) -> Pooling? {
    let own = all.drop { $0.name != "window" }
    func numbers(_ name: String) -> [Int]? { own.first { $0.name == name }?.numbers }
    return numbers("window").map { window in
      Pooling(
        mode, window: window, stride: numbers("stride"), padding: numbers("padding") ?? [0, 0],
        ignoresBorder: !has("border kept"), ties: has("first of ties") ? .first : .all)
    }
  }

  /// The mode of a pooling in a block, whose name does not tell it.
  var modeInBlock: Pooling.Mode {
    if has("sum") { return .sum }
    return has("average") ? average : .max
  }

  /// The mode of a pooling that takes averages.
  var average: Pooling.Mode {
    has("padding excluded") ? .averageExcludingPadding : .averageIncludingPadding
  }

  /// The function at the end of a block.
  var activation: ElementwiseFunction? {
    ElementwiseFunction.withoutParameters.first { has($0.name) }
  }
}

extension TextScanner {
  /// The attributes that come next, if any do.
  ///
  /// - Parameter known: the names that they may have.
  mutating func attributes(_ known: [String]) throws(TextError) -> Attributes {
    var attributes = Attributes()
    let start = mark()
    guard take("(") else { return attributes }
    go(to: start)
    attributes.all = try list(from: "(", to: ")") {
      scanner throws(TextError) -> Attributes.Attribute in
      let start = scanner.mark()
      var words = [try scanner.word("an attribute")]
      while !scanner.isAtPunctuation() { words.append(try scanner.word("an attribute")) }
      let name = words.joined(separator: " ")
      guard known.contains(name) else {
        throw scanner.error(
          "there is no attribute '\(name)'" + suggestion(for: name, in: known),
          at: start)
      }
      if name == "groups" {
        try scanner.expect(":")
        return Attributes.Attribute(name: name, numbers: [try scanner.integer()])
      }
      guard let count = Attributes.lists[name] else {
        return Attributes.Attribute(name: name, numbers: [])
      }
      try scanner.expect(":")
      let mark = scanner.mark()
      let numbers = try scanner.integers()
      guard numbers.count == count else {
        throw scanner.error("expected \(count) integers, got \(numbers.count)", at: mark)
      }
      return Attributes.Attribute(name: name, numbers: numbers)
    }
    return attributes
  }
}
