/// The storing of fields once the layout of the columns is known.
extension TableScan {
  func store(_ bytes: UnsafeRawBufferPointer, _ column: Int) {
    if row.pointee.isCategorical[column] {
      storeCategory(String(decoding: bytes, as: UTF8.self), column)
      return
    }
    switch TableField(bytes) {
    case .number(let value): row.pointee.set(column, value)
    case .missing: noteNonNumeric(bytes, column, isText: false)
    case .text: noteNonNumeric(bytes, column, isText: true)
    }
  }

  private func storeCategory(_ category: String, _ column: Int) {
    guard let layout else { return }
    let role = layout.columns[column].role
    if role == .ignored {
      row.pointee.set(column, 0)
    } else if role == .label, category.isEmpty {
      failure = fail(TableError.noLabel, column)
    } else if let index = vocabularies[column].index(of: category) {
      row.pointee.set(column, Float(index))
      if index == TableLimits.countedCategories {
        failure = TableRows.tooManyCategories(
          file: content.file, layout.columns[column], vocabularies[column], isAll: false)
      }
    } else {
      failure = fail(
        TableError.unknownCategory(
          category, count: vocabularies[column].count, file: source.trainingFile), column)
    }
  }

  /// Notes a field that is not a number in a column of numbers, which may prove to be categorical.
  private func noteNonNumeric(_ bytes: UnsafeRawBufferPointer, _ column: Int, isText: Bool) {
    row.pointee.set(column, 0)
    let isFinal = source.requiresNumber(isLabel: column == layout?.label)
    guard isFinal || !nonNumeric.has(column, isText: isText) else { return }
    let error = fail(TableError.notNumber(String(decoding: bytes, as: UTF8.self)), column)
    if isFinal { failure = error } else { nonNumeric.note(error, column, isText: isText) }
  }

  func storeRow() {
    defer { row.pointee.clear() }
    guard let layout, let values else { return }
    guard row.pointee.column == row.pointee.columns else {
      failure = fail(
        TableError.columnCount(expected: row.pointee.columns, found: row.pointee.column))
      return
    }
    let isLevels = row.pointee.isLevels(label: layout.label)
    let label = layout.label.map { row.pointee.values[$0] }
    if case .schema(let schema) = source {
      if schema.isLevels, !isLevels, let column = row.pointee.firstOther(of: layout.features) {
        failure = fail(
          TableError.notGreyLevel("\(row.pointee.values[column])", file: schema.file), column)
        return
      }
      if let label, let column = layout.label, !schema.target.has(label) {
        failure = fail(
          TableError.unknownCategory(
            TableTarget.name(label), count: schema.target.count, file: schema.file),
          column)
        return
      }
    }
    do throws(DatasetError.Problem) {
      try values.append(row.pointee, isLevels: isLevels)
      if let label { labels.append(label) }
    } catch {
      failure = fail(error)
    }
  }
}
