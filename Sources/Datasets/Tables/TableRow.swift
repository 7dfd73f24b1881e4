/// A row of a table, filled field by field.
///
/// A plain structure behind a pointer, because the work for each field takes most of the reading
/// time, in debug builds too.
struct TableRow {
  /// The values of the columns.
  let values: UnsafeMutablePointer<Float>
  /// The values as grey levels, if they are.
  let levels: UnsafeMutablePointer<UInt8>
  /// Whether each column is categorical, or ignored.
  let isCategorical: UnsafeMutablePointer<Bool>
  /// The capacity in columns.
  let columns: Int

  /// The column of the next field, which is also the number of fields so far.
  var column = 0
  /// The number of values that are not grey levels.
  var others = 0

  /// The handler of all other fields.
  var scan: Unmanaged<TableScan>?

  init(columns layout: [TableLayout.Column]) {
    columns = layout.count
    values = .allocate(capacity: columns)
    values.initialize(repeating: 0, count: columns)
    levels = .allocate(capacity: columns)
    levels.initialize(repeating: 0, count: columns)
    isCategorical = .allocate(capacity: columns)
    for (index, column) in layout.enumerated() {
      (isCategorical + index).initialize(to: column.isCategorical || column.role == .ignored)
    }
  }

  func deallocate() {
    values.deallocate()
    levels.deallocate()
    isCategorical.deallocate()
  }

  /// Begins the next row.
  mutating func clear() {
    column = 0
    others = 0
  }

  /// The first of some columns whose value is not a grey level.
  func firstOther(of columns: [Int]) -> Int? {
    columns.first { !Self.isGreyLevel(values[$0]) }
  }

  /// Stores a value.
  mutating func set(_ column: Int, _ value: Float) {
    guard column < columns else { return }
    values[column] = value
    if Self.isGreyLevel(value) {
      levels[column] = UInt8(value)
    } else {
      others += 1
    }
  }

  /// Whether all values but the label are grey levels.
  func isLevels(label: Int?) -> Bool {
    guard let label else { return others == 0 }
    return others == (Self.isGreyLevel(values[label]) ? 0 : 1)
  }

  /// Whether a value is a whole number from 0 to 255, which does not include -0.
  static func isGreyLevel(_ value: Float) -> Bool {
    value.sign == .plus && value <= 255 && value == value.rounded()
  }

  /// Stores a field that is a short whole number in a column of numbers, and returns whether it was
  /// one.
  static func take(
    _ row: UnsafeMutablePointer<TableRow>, _ text: UnsafeRawPointer, _ size: Int, _ column: Int
  ) -> Bool {
    // Safe: `column` is checked against the room, and `text` has `size` bytes. Plain pointers and
    // wrapping arithmetic because debug builds run this for every field.
    guard column < row.pointee.columns, size > 0, size < 8, !row.pointee.isCategorical[column]
    else {
      return false
    }
    let bytes = text.assumingMemoryBound(to: UInt8.self)
    var value: UInt32 = 0
    var index = 0
    while index < size {
      let digit = bytes[index] &- 48
      if digit > 9 { return false }
      value = value &* 10 &+ UInt32(truncatingIfNeeded: digit)
      index &+= 1
    }
    row.pointee.values[column] = Float(value)
    row.pointee.levels[column] = UInt8(truncatingIfNeeded: value)
    if value > 255 { row.pointee.others &+= 1 }
    return true
  }
}
