/// Lines of C, indented as they are added.
struct CWriter {
  private(set) var lines: [String] = []
  private var depth = 0

  /// Adds a line at the present depth; directives stay at the margin.
  mutating func add(_ line: String) {
    let margin = line.hasPrefix("#") || line.isEmpty
    lines.append((margin ? "" : String(repeating: "  ", count: depth)) + line)
  }

  /// Adds a line that opens a brace, what the body adds, and the closing brace.
  mutating func block(_ head: String, _ body: (inout CWriter) -> Void) {
    add(head.isEmpty ? "{" : "\(head) {")
    depth += 1
    body(&self)
    depth -= 1
    add("}")
  }

  /// A block where there is a head, and what would stand in it where there is none.
  mutating func blocks(_ head: String?, _ body: (inout CWriter) -> Void) {
    if let head { block(head, body) } else { body(&self) }
  }

  /// What is done where a condition holds, and what is done where it does not.
  mutating func branch(
    _ condition: String, _ body: (inout CWriter) -> Void, else other: (inout CWriter) -> Void
  ) {
    block("if (\(condition))", body)
    lines.removeLast()
    block("} else", other)
  }

  /// The definition of an array, whose elements fill lines where one is too short.
  mutating func array(_ head: String, _ elements: [String]) {
    let line = "\(head) = {\(elements.joined(separator: ", "))};"
    guard 2 * depth + line.count > LineBreaks.limit else { return add(line) }
    add("\(head) = {")
    var row = ""
    for element in elements {
      if !row.isEmpty, 2 * depth + 4 + row.count + element.count + 4 > LineBreaks.limit {
        add("    \(row)")
        row = ""
      }
      row += row.isEmpty ? "\(element)," : " \(element),"
    }
    add("    \(row.dropLast())};")
  }

  /// A loop over indices from 0 on.
  mutating func loop(
    _ type: String, _ counter: String, to count: Int, _ body: (inout CWriter) -> Void
  ) {
    block("for (\(type) \(counter) = 0; \(counter) < \(count); ++\(counter))", body)
  }

  /// A loop whose iterations the threads share.
  mutating func sharedLoop(
    _ type: String, _ counter: String, to count: Int, _ body: (inout CWriter) -> Void
  ) {
    add("#pragma omp for schedule(static)")
    loop(type, counter, to: count, body)
  }

  /// A function with its opening brace on a line of its own.
  mutating func function(
    _ head: String, parameters: [CParameter], _ body: (inout CWriter) -> Void
  ) {
    if parameters.count == 1, parameters[0].comment == nil {
      add("\(head)(\(parameters[0].declaration))")
      return block("", body)
    }
    add("\(head)(")
    for (index, parameter) in parameters.enumerated() {
      let end = index + 1 == parameters.count ? ")" : ","
      let comment = parameter.comment.map { " /* \($0) */" } ?? ""
      add("    \(parameter.declaration)\(end)\(comment)")
    }
    block("", body)
  }

  var text: String { lines.joined(separator: "\n") + "\n" }
}

/// A parameter of a function, with what a reader should know about it.
struct CParameter {
  let declaration: String
  let comment: String?

  /// The declaration of a pointer to elements, or to arrays of the extents after the first. ISO C
  /// has no arrays without elements; what has none is read by no index, so that any extent will do.
  static func array(_ type: String, _ name: String, _ extents: [Int]) -> String {
    let inner = extents.dropFirst()
    guard !inner.isEmpty else { return "\(type) *restrict \(name)" }
    return "\(type) (*restrict \(name))" + inner.map { "[\(max(1, $0))]" }.joined()
  }
}

/// What the user wrote, as it may stand in a comment of C.
///
/// Line feeds and other control characters are written as their numbers: C joins a line that ends
/// in a backslash to the next one, and `*` and `/` on two lines would end the comment.
package func commentText(_ text: String) -> String {
  var printable = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format:
      printable.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    default:
      // Scalars and not characters: an accent after a slash makes one character of both.
      if let last = printable.last, (last, scalar) == ("*", "/") || (last, scalar) == ("/", "*") {
        printable.append(" ")
      }
      printable.append(scalar)
    }
  }
  return String(printable)
}
