/// The functions that kernels call besides those of the header, and the structs that they take,
/// each written once: kernels whose helpers are equal share them.
struct HelperFunctions {
  /// The texts that no kernel before has had, in the order of their first calls.
  private var pending: [String] = []
  private var nameOfText: [String: String] = [:]
  private var names: Set<String> = []

  /// The name of the function or struct with a text, which is written if there is none yet.
  ///
  /// - Parameters:
  ///   - name: what it is called, unless another one is. It ends in no underscore, so
  ///     that it is the name of nothing in the program.
  ///   - text: its text under a name.
  mutating func name(_ name: String, _ text: (String) throws -> String) rethrows -> String {
    let key = try text(name)
    if let known = nameOfText[key] { return known }
    var unique = name
    var number = 2
    while !names.insert(unique).inserted {
      unique = "\(name)_\(number)"
      number += 1
    }
    nameOfText[key] = unique
    pending.append(unique == name ? key : try text(unique))
    return unique
  }

  /// Takes the texts that have been added since the last time.
  mutating func takePending() -> [String] {
    defer { pending = [] }
    return pending.map(SingleIterations.apply)
  }
}
