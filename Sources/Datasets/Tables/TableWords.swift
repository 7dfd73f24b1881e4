/// The different words of a column, with their indices.
struct TableWords {
  /// The largest number of different words in a column of features.
  static let features = 100
  /// The largest number of classes in a label column.
  static let classes = 1000
  /// The largest number of different words that are counted.
  static let counted = 10_000

  /// The words in the order of their indices.
  private(set) var words: [String] = []
  private var numbers: [String: Int] = [:]
  /// Whether new words are refused.
  private let isClosed: Bool

  /// No words yet.
  init() { isClosed = false }

  /// These words and no others.
  init(closed words: [String]) {
    self.words = words
    isClosed = true
    for (number, word) in words.enumerated() { numbers[word] = number }
  }

  /// The index of a word; `nil` for a new word if those are refused.
  mutating func number(of word: String) -> Int? {
    if let number = numbers[word] { return number }
    guard !isClosed else { return nil }
    let number = words.count
    numbers[word] = number
    words.append(word)
    return number
  }

  /// The words in alphabetical order, or in numerical order if all are numbers.
  var sorted: [String] {
    let values = words.compactMap { word -> Float? in
      if case .number(let value) = TableField(word) { value } else { nil }
    }
    guard values.count == words.count else { return words.sorted() }
    return zip(values, words).sorted { $0 < $1 }.map(\.1)
  }
}
