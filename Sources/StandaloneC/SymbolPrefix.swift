import Schedule

/// What all symbols of a network's C begin with.
package struct SymbolPrefix: Sendable, Hashable {
  /// The prefix, without the underscore that follows it.
  package let text: String

  /// What symbols of the C library, of POSIX threads, of OpenMP and of the kernels begin with.
  private static let taken: Set<String> = [
    "aio", "atomic", "cnd", "croton", "io", "mtx", "omp", "posix", "pthread", "sem", "shm", "sig",
    "thrd", "tss",
  ]

  /// A prefix that the user asks for.
  ///
  /// - Throws: `StandaloneError.prefix`, `StandaloneError.takenPrefix`.
  package init(_ text: String) throws(StandaloneError) {
    let letters = Array(text.utf8)
    let isLetter = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    let underscore = UInt8(ascii: "_")
    guard (1...StandaloneError.longestPrefix).contains(letters.count), let first = letters.first,
      let last = letters.last, isLetter(first), last != underscore,
      letters.allSatisfy({ isLetter($0) || isDigit($0) || $0 == underscore }),
      // Two are C++'s own.
      !text.contains("__")
    else { throw .prefix(text) }
    let word = text.lowercased().prefix { $0 != "_" }
    guard !Self.taken.contains(String(word)) else { throw .takenPrefix(text) }
    self.text = text
  }

  /// The prefix that a model's name makes.
  ///
  /// - Throws: `StandaloneError.noPrefix` where it makes none.
  package init(model: String) throws(StandaloneError) {
    do {
      try self.init(Identifier.from(model).lowercased())
    } catch {
      throw .noPrefix(model: model)
    }
  }

  /// The prefix of macros and constants.
  package var macro: String { text.uppercased() }
}
