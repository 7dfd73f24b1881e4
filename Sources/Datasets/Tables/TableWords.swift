/// The different words of a column, and their numbers.
struct TableWords {
  /// The most different words that a column of features may have.
  static let features = 100
  /// The most classes that a column of labels may have.
  static let classes = 1000
  /// The most different words that are counted.
  static let counted = 10_000

  /// The words in the order of their numbers.
  private(set) var words: [String] = []
  private var numbers: [String: Int] = [:]
  /// Whether there are no other words.
  private let isClosed: Bool

  /// No words yet.
  init() { isClosed = false }

  /// These words and no others.
  init(closed words: [String]) {
    self.words = words
    isClosed = true
    for (number, word) in words.enumerated() { numbers[word] = number }
  }

  /// The number of a word, or nothing where it is not one of those that there are.
  mutating func number(of word: String) -> Int? {
    if let number = numbers[word] { return number }
    guard !isClosed else { return nil }
    let number = words.count
    numbers[word] = number
    words.append(word)
    return number
  }

  /// The words in alphabetical order; numbers as such where all are numbers.
  var sorted: [String] {
    let values = words.compactMap { word -> Float? in
      if case .number(let value) = TableField(word) { value } else { nil }
    }
    guard values.count == words.count else { return words.sorted() }
    return zip(values, words).sorted { $0 < $1 }.map(\.1)
  }
}
