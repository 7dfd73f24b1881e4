import Diagnostics

/// Reads a graph from the text that ``GraphPrinter`` writes.
///
/// Nodes may be called by any numbers. A node without a line of the user's program has that of the
/// text. Operations of a user's are looked up by their names.
package struct GraphParser {
  private var scanner: TextScanner
  private let file: String
  private var builder = GraphBuilder()
  /// The position of the node that is called by each number.
  private var positions: [Int: Int] = [:]

  /// - Parameters:
  ///   - file: what the text is called, in the lines of nodes that have none.
  ///   - customOperations: the operations of the user's that the text may name.
  package init(_ text: String, file: String = "graph", customOperations: [AnyCustomOperation] = [])
  {
    scanner = TextScanner(text, customOperations: customOperations)
    self.file = file
  }

  /// The graph, whose types have been inferred anew and are those of the text.
  ///
  /// - Throws: `TextError` with the line and the column of what is wrong.
  package static func graph(
    _ text: String, file: String = "graph", customOperations: [AnyCustomOperation] = []
  ) throws(TextError) -> Graph {
    var parser = GraphParser(text, file: file, customOperations: customOperations)
    return try parser.graph()
  }

  private mutating func graph() throws(TextError) -> Graph {
    try scanner.expect("graph")
    let start = scanner.mark()
    let name = scanner.take("\"") ? try quoted(from: start) : scanner.restOfLine()
    try scanner.expectEndOfLine()
    while scanner.take("%") { try node() }
    var roots: [Graph.Root] = []
    while !scanner.isAtEnd { roots.append(try root()) }
    return builder.graph(name: name, roots: roots)
  }

  private mutating func root() throws(TextError) -> Graph.Root {
    let role: Graph.Root.Role
    if scanner.take("output") {
      role = .output(try scanner.integer())
    } else if scanner.take("update") {
      role = .update(shared: try scanner.integer())
    } else {
      throw scanner.error(expected: "a node, 'output' or 'update'")
    }
    try scanner.expect("=")
    let value = try value()
    try scanner.expectEndOfLine()
    return Graph.Root(role, value)
  }

  /// A value as `%3`, or `%3.1`.
  private mutating func value() throws(TextError) -> Value {
    let mark = scanner.mark()
    guard scanner.take("%") else { throw scanner.error(expected: "a value") }
    let number = try scanner.word("the number of a value")
    guard let position = Int(number).flatMap({ positions[$0] }) else {
      throw scanner.error("there is no %\(number) before", at: mark)
    }
    let result = scanner.take(".") ? try scanner.integer() : 0
    guard builder.nodes[position].types.indices.contains(result) else {
      throw scanner.error("%\(number) has no result \(result)", at: mark)
    }
    return Value(node: position, result: result)
  }

  /// What comes after the `%` of a node's line.
  private mutating func node() throws(TextError) {
    let line = scanner.line
    let mark = scanner.mark()
    let number = try scanner.integer("the number of a node")
    guard positions[number] == nil else {
      throw scanner.error("there is a %\(number) already", at: mark)
    }
    try scanner.expect("=")
    let start = scanner.mark()
    var operation = OperationParser(scanner)
    try operation.readHead()
    scanner = operation.scanner
    var operands: [Value] = []
    if !scanner.take(":") {
      repeat { operands.append(try value()) } while scanner.take(",")
      try scanner.expect(":")
    }
    let typeMark = scanner.mark()
    var types = [try scanner.tensorType()]
    while scanner.take(",") { types.append(try scanner.tensorType()) }
    let next = scanner.mark()
    let name = scanner.take("\"") ? try quoted(from: next) : nil
    var lines: [SourceLocation] = []
    while scanner.take("with") { lines.append(try scanner.quotedLocation()) }
    let location = try location(line)
    let found = try operation.operation(operands: operands.count, type: types[0])
    do {
      try builder.add(found, operands, name: name, at: location, fusing: lines)
    } catch {
      throw scanner.error("\(error)", at: start)
    }
    let inferred = builder.nodes[builder.nodes.count - 1].types
    guard inferred == types else {
      throw scanner.error(
        "expected \(inferred.map(\.description).joined(separator: ", ")), "
          + "got \(types.map(\.description).joined(separator: ", "))", at: typeMark)
    }
    positions[number] = builder.nodes.count - 1
    try scanner.expectEndOfLine()
  }

  private mutating func quoted(from mark: TextScanner.Mark) throws(TextError) -> String {
    scanner.go(to: mark)
    return try scanner.quoted()
  }

  /// The line of the user's program, as `at Models/LeNet5.swift:19`.
  private mutating func location(_ line: Int) throws(TextError) -> SourceLocation {
    guard scanner.take("at") else { return SourceLocation(file: file, line: line) }
    return try scanner.sourceLocation()
  }
}

extension TextScanner {
  /// A line of a program, at the end of a line of the text.
  package mutating func sourceLocation() throws(TextError) -> SourceLocation {
    let mark = mark()
    let text = restOfLine()
    guard let location = SourceLocation(text: String(text)) else {
      throw error("expected a file and a line, as 'Model.swift:12', got '\(text)'", at: mark)
    }
    return location
  }

  /// A line of a program in quotes.
  package mutating func quotedLocation() throws(TextError) -> SourceLocation {
    let mark = mark()
    let text = try quoted()
    guard let location = SourceLocation(text: text) else {
      throw error("expected a file and a line, as 'Model.swift:12', got '\(text)'", at: mark)
    }
    return location
  }

  package mutating func elementType() throws(TextError) -> ElementType {
    let mark = mark()
    guard let type = ElementType(rawValue: try word("an element type")) else {
      go(to: mark)
      throw error(expected: "an element type")
    }
    return type
  }

  /// A type as `float(500, 784)`.
  package mutating func tensorType() throws(TextError) -> TensorType {
    let mark = mark()
    let type = TensorType(try elementType(), try shape())
    guard type.isPossible else { throw error("there is no tensor \(type)", at: mark) }
    return type
  }

  /// A shape as `(500, 784)`, `(5,)` or `()`.
  package mutating func shape() throws(TextError) -> Shape {
    Shape(try list(from: "(", to: ")") { scanner throws(TextError) in try scanner.integer() })
  }
}

extension SourceLocation {
  /// The location of a text such as `Model.swift:12`.
  fileprivate init?(text: String) {
    guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...])
    else { return nil }
    self.init(file: String(text[..<colon]), line: line)
  }
}
