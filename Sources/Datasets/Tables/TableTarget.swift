/// The targets in the label column of a table.
enum TableTarget: Equatable {
  /// Classes with these names; a label is the position of a name.
  case categories([String])
  /// Classes named by these whole numbers.
  case wholeNumbers([Float], numbers: [Float: Int32])
  /// Numbers, named after their column.
  case numbers(String)

  /// The target that labels have.
  ///
  /// Whole numbers are classes if they run from 0 without gaps, if the column is called `label` or
  /// `class`, or if the features are pixels.
  init(
    _ column: TableLayout.Column, vocabulary: TableVocabulary, labels: [Float], isImage: Bool,
    form: TableOptions.TargetForm
  ) {
    if column.isCategorical {
      self = .categories(vocabulary.sorted)
      return
    }
    self = .numbers(column.name)
    guard form == .automatic else { return }
    var different: Set<Float> = []
    for label in labels {
      guard label == label.rounded(), abs(label) < 0x1p24 else { return }
      different.insert(label)
      guard different.count <= TableLimits.classes else { return }
    }
    let isCounted = different.allSatisfy { $0 >= 0 && $0 < Float(different.count) }
    let isNamed = ["label", "class"].contains(column.name.lowercased())
    guard isCounted || isNamed || isImage else { return }
    let sorted = different.sorted()
    self = .wholeNumbers(
      sorted,
      numbers: Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) }))
  }

  /// The number of classes.
  var count: Int {
    switch self {
    case .categories(let names): names.count
    case .wholeNumbers(let sorted, _): sorted.count
    case .numbers: 0
    }
  }

  /// Whether a label is one that this target has.
  func has(_ label: Float) -> Bool {
    switch self {
    case .categories, .numbers: true
    case .wholeNumbers(_, let numbers): numbers[label] != nil
    }
  }

  /// The text of a number, without a decimal point if it is a whole number.
  static func name(_ label: Float) -> String {
    label == label.rounded() && abs(label) < 0x1p24 ? "\(Int(label))" : "\(label)"
  }

  /// The corresponding target of a data set.
  var target: Dataset.Target {
    switch self {
    case .categories(let names): .classes(names)
    case .wholeNumbers(let sorted, _): .classes(sorted.map(Self.name))
    case .numbers(let name): .numbers([name])
    }
  }
}
