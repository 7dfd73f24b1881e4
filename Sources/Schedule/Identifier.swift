/// Names that C takes.
package enum Identifier {
  /// The text with letters, digits and single underscores only, beginning with a letter.
  package static func from(_ text: String) -> String {
    let words = text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    let name = words.joined(separator: "_")
    return name.first?.isLetter == true ? name : "n\(name)"
  }
}
