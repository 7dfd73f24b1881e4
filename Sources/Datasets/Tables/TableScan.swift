import CCSV
import Foundation

/// Reads the rows of a table. libcsv separates the fields; a source decides
/// the layout of the columns.
final class TableScan {
  let content: ContentReader
  private let delimiter: TableDelimiter
  let source: TableLayoutSource

  private var sample: TableSample
  var layout: TableLayout?
  var vocabularies: [TableVocabulary] = []
  var values: TableValues?
  var labels: [Float] = []
  var nonNumeric = NonNumericFields()

  let row: UnsafeMutablePointer<TableRow>
  var failure: DatasetError?

  // Lines are counted from 1, and end as in libcsv: with CR, LF or both.
  private var line = 1
  private var linesInFields = 0
  private var lastEnd: Int32 = 0

  /// A scan of a table.
  ///
  /// - Throws: `DatasetError` if the content is no table.
  init(_ content: ContentReader, _ source: TableLayoutSource) throws {
    guard let delimiter = try TableDelimiter(content, allowsNone: source.allowsOneColumn) else {
      throw DatasetError(file: content.file, TableError.noTable(try UnreadTable(content)))
    }
    self.content = content
    self.delimiter = delimiter
    self.source = source
    sample = TableSample(rowLimit: source.sampleRows)
    row = .allocate(capacity: 1)
    row.initialize(to: TableRow(columns: []))
  }

  deinit {
    row.pointee.deallocate()
    row.deallocate()
  }

  /// Reads the rows.
  ///
  /// - Throws: `DatasetError` for the first wrong field or row.
  func run() throws -> TableRows {
    var parser = csv_parser()
    csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
    defer { csv_free(&parser) }
    csv_set_delim(&parser, delimiter.rawValue)
    csv_set_blk_size(&parser, 1 << 12)
    // Safe: libcsv calls back only within its own calls here, during which this object lives.
    row.pointee.scan = Unmanaged.passUnretained(self)

    try skipByteOrderMark()
    while try !content.isAtEnd() {
      var isWhole = false
      try content.withNextBytes(atLeast: 1, of: "a table") { bytes in
        let count = csv_parse(
          &parser, bytes.baseAddress, bytes.count, Self.takeField, Self.takeRow, row)
        isWhole = count == bytes.count
        return bytes.count
      }
      if let failure { throw failure }
      guard isWhole else { throw fail(TableError.misplacedQuote) }
      guard csv_get_buffer_size(&parser) <= TableLimits.fieldSize + 1 << 12 else {
        throw fail(TableError.longField)
      }
    }
    guard csv_fini(&parser, Self.takeField, Self.takeRow, row) == 0 else {
      throw fail(TableError.openQuote)
    }
    if layout == nil { begin() }
    if let failure { throw failure }
    guard let layout, let values, values.rows > 0 else {
      throw DatasetError(file: content.file, TableError.noRows)
    }
    return TableRows(
      file: content.file, layout: layout, vocabularies: vocabularies, values: values,
      labels: labels, nonNumeric: nonNumeric)
  }

  private func skipByteOrderMark() throws {
    guard try !content.isAtEnd() else { return }
    try content.withNextBytes(atLeast: 3, of: "a table") {
      $0.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }
  }

  // MARK: Callbacks of libcsv

  private static let takeField:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      text, size, context in
      guard let row = context?.assumingMemoryBound(to: TableRow.self), let text else { return }
      let column = row.pointee.column
      row.pointee.column = column &+ 1
      if TableRow.take(row, text, size, column) { return }
      row.pointee.scan?.takeUnretainedValue()
        .field(UnsafeRawBufferPointer(start: text, count: size), column)
    }

  private static let takeRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
    end, context in
    let row = context?.assumingMemoryBound(to: TableRow.self)
    row?.pointee.scan?.takeUnretainedValue().endRow(end)
  }

  /// Handles a field that is not a short whole number.
  private func field(_ bytes: UnsafeRawBufferPointer, _ column: Int) {
    guard failure == nil else { return }
    guard bytes.count <= TableLimits.fieldSize else {
      failure = fail(TableError.longField)
      return
    }
    if let base = bytes.baseAddress, memchr(base, 0x0a, bytes.count) != nil {
      linesInFields += bytes.count { $0 == 0x0a }
    }
    if layout == nil {
      do throws(TableError) {
        try sample.append(String(decoding: bytes, as: UTF8.self))
      } catch { failure = fail(error) }
    } else if column < row.pointee.columns {
      store(bytes, column)
    }
  }

  private func endRow(_ end: Int32) {
    let isSecondHalf =
      row.pointee.column == 0 && end == Int32(UInt8(ascii: "\n"))
      && lastEnd == Int32(UInt8(ascii: "\r"))
    lastEnd = end
    guard !isSecondHalf, failure == nil else { return }
    if row.pointee.column > 0 {
      if layout == nil {
        sample.endRow(line: line)
        row.pointee.clear()
        if sample.isFull { begin() }
      } else {
        storeRow()
      }
    }
    line += 1 + linesInFields
    linesInFields = 0
  }

  // MARK: The first rows

  /// Decides the layout of the columns, and stores the first rows.
  private func begin() {
    guard !sample.rows.isEmpty else { return }
    do throws(TableError) {
      let layout: TableLayout
      (layout, vocabularies) = try source.layout(of: sample.rows.map(\.fields))
      self.layout = layout
      values = TableValues(columns: layout.features)
      let scan = row.pointee.scan
      row.pointee.deallocate()
      row.pointee = TableRow(columns: layout.columns)
      row.pointee.scan = scan
    } catch {
      failure = DatasetError(file: content.file, place: .line(sample.rows[0].line), error)
      return
    }
    let current = line
    for first in sample.rows.dropFirst(layout?.hasHeader == true ? 1 : 0) where failure == nil {
      line = first.line
      for text in first.fields {
        let column = row.pointee.column
        row.pointee.column += 1
        if column < row.pointee.columns {
          var text = text
          text.withUTF8 { store(UnsafeRawBufferPointer($0), column) }
        }
      }
      if failure == nil { storeRow() }
    }
    line = current
    sample = TableSample(rowLimit: 0)
  }

  func fail(_ problem: any FormatError) -> DatasetError {
    DatasetError(file: content.file, place: .line(line), problem)
  }

  func fail(_ problem: any FormatError, _ column: Int) -> DatasetError {
    let name = layout?.columns[column].name ?? "\(column + 1)"
    return DatasetError(
      file: content.file, place: .field(line: line, column: name), problem)
  }
}
