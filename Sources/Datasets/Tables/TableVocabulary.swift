/// The different categories of a column, with their indices.
struct TableVocabulary {
  /// The categories in the order of their indices.
  private(set) var categories: [String] = []
  private var indices: [String: Int] = [:]
  /// Whether new categories are refused.
  private let isClosed: Bool

  /// No categories yet.
  init() { isClosed = false }

  /// These categories and no others.
  init(closed categories: [String]) {
    self.categories = categories
    isClosed = true
    for (index, category) in categories.enumerated() { indices[category] = index }
  }

  /// The number of categories.
  var count: Int { categories.count }

  /// The index of a category, which is added if it is new; `nil` if new ones are refused.
  mutating func index(of category: String) -> Int? {
    if let index = indices[category] { return index }
    guard !isClosed else { return nil }
    let index = categories.count
    indices[category] = index
    categories.append(category)
    return index
  }

  /// The categories in alphabetical order, or in numerical order if all are numbers.
  var sorted: [String] {
    let numbers = numbers
    guard numbers.count == categories.count else { return categories.sorted() }
    return zip(numbers, categories).sorted { $0 < $1 }.map(\.1)
  }

  /// Whether all categories are numbers.
  var isNumeric: Bool { numbers.count == categories.count }

  /// The first number with commas, if all categories are numbers, with commas or without, or
  /// missing ones.
  var numberWithCommas: String? {
    guard let first = categories.first(where: TableField.hasCommas) else { return nil }
    let areNumbers = categories.allSatisfy {
      TableField.hasCommas($0) || TableField($0) != .text
    }
    return areNumbers ? first : nil
  }

  private var numbers: [Float] {
    categories.compactMap { category in
      if case .number(let value) = TableField(category) { value } else { nil }
    }
  }
}
