/// The storing of fields once the layout of the columns is known.
extension TableScan {
  func store(_ bytes: UnsafeRawBufferPointer, _ column: Int) {
    if row.pointee.isWord[column] {
      storeWord(String(decoding: bytes, as: UTF8.self), column)
      return
    }
    switch TableField(bytes) {
    case .number(let value): row.pointee.set(column, value)
    case .missing: except(bytes, column, isWord: false)
    case .word: except(bytes, column, isWord: true)
    }
  }

  private func storeWord(_ word: String, _ column: Int) {
    guard let layout else { return }
    let role = layout.columns[column].role
    if role == .index {
      row.pointee.set(column, 0)
    } else if role == .label, word.isEmpty {
      failure = fail(TableError.noLabel, column)
    } else if let number = words[column].number(of: word) {
      row.pointee.set(column, Float(number))
      if number == TableWords.counted {
        failure = TableRows.tooManyWords(
          file: content.file, layout.columns[column], count: number, isAll: false)
      }
    } else {
      failure = fail(
        TableError.unknownCategory(
          word, count: words[column].words.count, file: meaning?.file ?? ""), column)
    }
  }

  /// Records a field that is not a number in a column of numbers, which may turn out to hold words.
  private func except(_ bytes: UnsafeRawBufferPointer, _ column: Int, isWord: Bool) {
    row.pointee.set(column, 0)
    let isFinal = meaning != nil || column == layout?.label && options.targetForm == .numbers
    guard isFinal || !exceptions.has(column, isWord: isWord) else { return }
    let error = fail(TableError.notNumber(String(decoding: bytes, as: UTF8.self)), column)
    if isFinal { failure = error } else { exceptions.note(error, column, isWord: isWord) }
  }

  func storeRow() {
    defer { row.pointee.clear() }
    guard let layout, let values else { return }
    guard row.pointee.column == row.pointee.columns else {
      failure = fail(
        TableError.columnCount(expected: row.pointee.columns, found: row.pointee.column))
      return
    }
    let label = row.pointee.values[layout.label]
    let isLevels = row.pointee.isLevels(without: layout.label)
    if let meaning {
      if meaning.isLevels, !isLevels, let column = row.pointee.firstOther(of: layout.features) {
        failure = fail(
          TableError.notGreyLevel("\(row.pointee.values[column])", file: meaning.file), column)
        return
      }
      if !meaning.target.has(label) {
        failure = fail(
          TableError.unknownCategory(
            TableTarget.name(label), count: meaning.target.count, file: meaning.file),
          layout.label)
        return
      }
    }
    do throws(DatasetError.Problem) {
      try values.append(row.pointee, isLevels: isLevels)
      labels.append(label)
    } catch {
      failure = fail(error)
    }
  }
}
