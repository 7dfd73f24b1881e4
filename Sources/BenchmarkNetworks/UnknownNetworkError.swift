/// A name that none of the networks has: the words that a user reads.
package struct UnknownNetworkError: Error, Equatable, CustomStringConvertible {
  let name: String
  let nearest: String?
  let known: [String]

  package var description: String {
    "there is no network '\(name)'.\(nearest.map { " Did you mean '\($0)'?" } ?? "")\n"
      + "There are \(known.joined(separator: ", "))."
  }
}
