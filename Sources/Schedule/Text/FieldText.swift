import GraphIR

/// The numbers of a kernel as text: each field under its name, in the order of its declaration.
///
/// Fields are found by reflection, so that a field that is added to a kernel is printed too.
package enum FieldText {
  /// A value, as `(extent: 5, tiles: [(start: 0, end: 20, size: 4)])`.
  ///
  /// - Parameter omitted: the names of fields that are left out.
  package static func text(of value: Any, without omitted: Set<String> = []) -> String {
    func text(of value: Any) -> String { Self.text(of: value, without: omitted) }
    if let text = leafText(of: value) { return text }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      return mirror.children.first.map { text(of: $0.value) } ?? "none"
    case .collection:
      return "[\(mirror.children.map { text(of: $0.value) }.joined(separator: ", "))]"
    case .enum:
      guard let payload = mirror.children.first else { return "\(value)" }
      let fields = text(of: payload.value)
      return (payload.label ?? "") + (fields.hasPrefix("(") ? fields : "(\(fields))")
    default:
      let fields = mirror.children.filter { !omitted.contains($0.label ?? "") }.map { child in
        // A part of a tuple without a name is called `.0`.
        guard let label = child.label, !label.hasPrefix(".") else { return text(of: child.value) }
        return "\(label): \(text(of: child.value))"
      }
      return "(\(fields.joined(separator: ", ")))"
    }
  }

  /// A program with its operands, as `{ a0, a1 in add a0 a1 }`.
  private static func text(of program: ScalarProgram) -> String {
    let operands = (0..<program.operandCount).map { "a\($0)" }.joined(separator: ", ")
    return "{ \(operands) in \(program) }"
  }

  /// The text of a value that is not taken apart.
  private static func leafText(of value: Any) -> String? {
    switch value {
    case let value as any FixedWidthInteger: "\(value)"
    case let value as Bool: "\(value)"
    case let value as String: value.quoted
    case let value as ElementType: value.rawValue
    case let value as Reduction: value.rawValue
    case let value as TensorType: "\(value)"
    case let value as Shape: "\(value)"
    case let value as Literal.Scalar: "\(value)"
    case let value as Layout: "\(value)"
    case let value as Argument.Role: "\(value)"
    case let value as WinogradTransform: "\(value)"
    case let value as ScalarProgram: text(of: value)
    case let value as Convolution: "\(Operation.conv2d(value))"
    case let value as ConvolutionBlock: "\(Operation.convolutionBlock(value))"
    case let value as Pooling: "\(Operation.pool2d(value))"
    case let value as any CustomOperation: value.name
    default: nil
    }
  }
}
