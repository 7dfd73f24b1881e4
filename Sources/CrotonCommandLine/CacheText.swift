import Croton
import Diagnostics
import Foundation

/// The texts of `cache`.
enum CacheText {
  /// Where the cache is, what it has, and its limit.
  static func overview(of cache: FunctionCache) throws -> String {
    let entries = try cache.entries()
    let rows = [
      ["folder", cache.directory], ["entries", "\(entries.count)"], ["size", size(of: entries)],
      ["limit", try cache.limit().map(ByteSize.text) ?? "none"],
    ]
    return TextTable.text(rows, left: [0, 1])
  }

  static func table(of entries: [FunctionCache.Entry]) -> String {
    let rows = entries.map { entry in
      [
        entry.isCompiled ? entry.function ?? "?" : "(did not compile)",
        ByteSize.text(entry.byteCount), entry.lastUse.formatted(date), entry.compiler ?? "?",
        entry.key,
      ]
    }
    return TextTable.text(
      [["function", "size", "last use", "compiler", "key"]] + rows, left: [0, 2, 3, 4])
  }

  static func json(of cache: FunctionCache) throws -> String {
    struct Listing: Encodable {
      let directory: String
      let limit: Int?
      let entries: [FunctionCache.Entry]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    let listing = Listing(
      directory: cache.directory, limit: try cache.limit(), entries: try cache.entries())
    return String(decoding: try encoder.encode(listing), as: UTF8.self)
  }

  static func text(of verification: FunctionCache.Verification) -> String {
    let damaged = verification.damaged.map { "\($0.key) \($0.damage): set aside" }
    let summary =
      "\(verification.count - verification.damaged.count) of \(entries(verification.count)) intact"
    let others = verification.otherProcessors
    let note = others > 0 ? ", \(others) of them for another processor" : ""
    return (damaged + [summary + note]).joined(separator: "\n")
  }

  static func removed(_ removal: FunctionCache.Removal) -> String {
    "removed \(entries(removal.count)), \(ByteSize.text(removal.byteCount))"
  }

  private static func entries(_ count: Int) -> String {
    "\(count) \(count == 1 ? "entry" : "entries")"
  }

  private static func size(of entries: [FunctionCache.Entry]) -> String {
    ByteSize.text(entries.reduce(0) { $0 + $1.byteCount })
  }

  // The same in every language and calendar of the user.
  private static let date = Date.VerbatimFormatStyle(
    format: """
      \(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \
      \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)
      """,
    timeZone: .current, calendar: Calendar(identifier: .gregorian))
}
