import Diagnostics

/// The value of `--limit`.
struct CacheLimit {
  /// The bytes; `nil` for no limit.
  let byteCount: Int?

  /// - Throws: `CommandLineError.cacheLimit` for what is neither a size nor `none`.
  init(_ text: String) throws(CommandLineError) {
    if text == "none" {
      byteCount = nil
      return
    }
    guard let bytes = ByteSize.bytes(text) else { throw .cacheLimit(text) }
    byteCount = bytes
  }

  /// Checks that `--limit` is not given before a subcommand, which would not heed it.
  static func checkAbsent(_ limit: String?) throws(CommandLineError) {
    if limit != nil { throw .limitAndSubcommand }
  }
}
