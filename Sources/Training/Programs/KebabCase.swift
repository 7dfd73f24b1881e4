/// The name of a Swift type as words of lower-case letters with hyphens between them.
///
/// A word begins after an underscore, with an upper-case letter that follows a lower-case one or a
/// digit, and with the last of several upper-case letters if a lower-case one follows it:
/// `HTTPNet2D` is `http-net2-d`.
package func kebabCase(_ typeName: some StringProtocol) -> String {
  let letters = Array(typeName)
  var words: [String] = [""]
  for (index, letter) in letters.enumerated() {
    let previous = index > 0 ? letters[index - 1] : "_"
    let isBeforeLowercase = index + 1 < letters.count && letters[index + 1].isLowercase
    let followsWord = previous.isLowercase || previous.isNumber
    if letter.isUppercase, followsWord || (previous.isUppercase && isBeforeLowercase) {
      words.append("")
    }
    if letter == "_" { words.append("") } else { words[words.count - 1] += letter.lowercased() }
  }
  return words.filter { !$0.isEmpty }.joined(separator: "-")
}
