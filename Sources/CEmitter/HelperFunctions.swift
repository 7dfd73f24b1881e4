/// The functions that kernels call besides those of the header, and the structs that they take,
/// each written once: kernels whose helpers are equal share them.
struct HelperFunctions {
  /// The texts, in the order of their first calls: what a helper calls itself comes before it.
  private(set) var texts: [String] = []
  /// The helpers that the present kernel calls, by their numbers in `texts`.
  private var called: Set<Int> = []
  private var helperOfText: [String: (name: String, number: Int)] = [:]
  private var names: Set<String> = []

  /// The name of the function or struct with a text, which is written if there is none yet.
  ///
  /// - Parameters:
  ///   - name: what it is called, unless another one is. It ends in no underscore, so
  ///     that it is the name of nothing in the program.
  ///   - text: its text under a name.
  mutating func name(_ name: String, _ text: (String) throws -> String) rethrows -> String {
    let key = try text(name)
    if let known = helperOfText[key] {
      called.insert(known.number)
      return known.name
    }
    var unique = name
    var number = 2
    while !names.insert(unique).inserted {
      unique = "\(name)_\(number)"
      number += 1
    }
    helperOfText[key] = (unique, texts.count)
    called.insert(texts.count)
    let own = unique == name ? key : try text(unique)
    texts.append(
      LineBreaks.apply(to: UnusedParameters.apply(to: SingleIterations.apply(to: own))))
    return unique
  }

  /// Takes the numbers of the helpers that have been called since the last time, in order.
  mutating func takeCalled() -> [Int] {
    defer { called = [] }
    return called.sorted()
  }
}
