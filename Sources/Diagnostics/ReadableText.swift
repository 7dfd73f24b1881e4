extension StringProtocol {
  /// The text as a message shows it: at most 80 characters of it and an ellipsis, and escapes for
  /// what a terminal would obey.
  package var shownAsName: String {
    let limit = 80
    // Scalars, because a single character can consist of any number of them.
    guard let end = unicodeScalars.index(startIndex, offsetBy: limit, limitedBy: endIndex),
      end < endIndex
    else { return escaped(unicodeScalars) }
    return escaped(unicodeScalars[..<end]) + "…"
  }

  /// The text between quotation marks, at most 80 characters of it and an ellipsis, with the
  /// escapes of a Swift literal.
  package var shownQuoted: String {
    guard let end = unicodeScalars.index(startIndex, offsetBy: 80, limitedBy: endIndex),
      end < endIndex
    else { return String(self).debugDescription }
    return "\(self[..<end])…".debugDescription
  }

  /// The line of another program as a message shows it: at most 500 characters of it and an
  /// ellipsis, and escapes for what a terminal would obey, but for tabs.
  package var shownAsLine: String {
    let shown = unicodeScalars.prefix(500)
    let text = shown.split(separator: "\t", omittingEmptySubsequences: false).map(escaped)
    return text.joined(separator: "\t") + (shown.endIndex < unicodeScalars.endIndex ? "…" : "")
  }

  /// The path as a message shows it: one of more than 300 characters without its middle, and
  /// escapes for what a terminal would obey.
  package var shownAsPath: String {
    let limit = 300
    let scalars = unicodeScalars
    guard scalars.count > limit else { return escaped(scalars) }
    return escaped(scalars.prefix(limit / 2)) + "…" + escaped(scalars.suffix(limit / 2))
  }

  private func escaped(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    scalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: scalar.escaped(asASCII: true)
      default: String(scalar)
      }
    }.joined()
  }
}

extension [Int] {
  /// The numbers as a message shows them: at most eight of them and an ellipsis.
  package var shown: String {
    guard count > 8 else { return "\(self)" }
    return "[\(prefix(8).map(String.init).joined(separator: ", ")), …]"
  }
}
