/// The place in a user's program that an expression, a node or a kernel came from.
///
/// A location is never optional: whatever replaces a node inherits the location of what it
/// replaces, so that an error found late still names the line its cause was written on.
public struct SourceLocation: Sendable, CustomStringConvertible {
  private enum Origin: Sendable {
    case line(file: String, line: Int)
    case callSite(CallSite, nearest: Line)
  }

  private struct Line: Sendable {
    var file: String
    var line: Int
  }

  private let origin: Origin

  /// The given line of the given file, in the form `Module/File.swift` that `#fileID` has.
  public init(file: String, line: Int) {
    origin = .line(file: file, line: line)
  }

  private init(origin: Origin) {
    self.origin = origin
  }

  /// The line that applied an operator.
  ///
  /// A Swift operator takes no default arguments, so `#line` cannot reach it. The call stack can:
  /// its return addresses are kept, and turned into a line only when somebody asks for it.
  ///
  /// - Parameter operand: the location of an operand, which stands in where the program has no
  ///   debug information.
  public static func operatorCallSite(operand: SourceLocation) -> SourceLocation {
    if let asking { return asking }
    guard let callSite = CallSite.capture() else { return operand }
    let nearest: Line
    switch operand.origin {
    case .line(let file, let line): nearest = Line(file: file, line: line)
    case .callSite(_, let line): nearest = line
    }
    return SourceLocation(origin: .callSite(callSite, nearest: nearest))
  }

  /// The line that asked for what Croton's own code is writing down with operators.
  @TaskLocal package static var asking: SourceLocation?

  private var resolved: Line {
    switch origin {
    case .line(let file, let line):
      return Line(file: file, line: line)
    case .callSite(let callSite, let nearest):
      guard let (path, line) = callSite.userLine() else { return nearest }
      return Line(file: Self.fileID(ofPath: path), line: line)
    }
  }

  /// The file, as `Module/File.swift`.
  public var file: String { resolved.file }

  /// The line, counted from 1.
  public var line: Int { resolved.line }

  /// The location as `Module/File.swift:12`.
  public var description: String {
    let resolved = resolved
    return "\(resolved.file):\(resolved.line)"
  }

  /// The location without a look at debug information: for an operator, the line of its operand.
  ///
  /// Debug information takes tenths of a second to read. An error is worth that; a comment in
  /// generated code, made anew at every start, is not.
  public var approximateDescription: String {
    switch origin {
    case .line(let file, let line): "\(file):\(line)"
    case .callSite(_, let nearest): "\(nearest.file):\(nearest.line)"
    }
  }

  /// A path in the form of `#fileID`: SwiftPM keeps a module's files under `Sources/Module` or
  /// `Tests/Module`, so the module is the folder after the last of those.
  static func fileID(ofPath path: String) -> String {
    let components = path.split(separator: "/")
    guard let name = components.last else { return path }
    let folders = components.dropLast()
    if let root = folders.lastIndex(where: { $0 == "Sources" || $0 == "Tests" }),
      root + 1 < folders.endIndex
    {
      return "\(folders[root + 1])/\(name)"
    }
    guard let folder = folders.last else { return String(name) }
    return "\(folder)/\(name)"
  }
}

extension SourceLocation: Equatable {
  /// Whether both are the same line of the same file.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    let (lhs, rhs) = (lhs.resolved, rhs.resolved)
    return lhs.file == rhs.file && lhs.line == rhs.line
  }
}
