import GraphIR

extension Tensor: CustomStringConvertible {
  /// What the tensor is, as `Tensor<Float> 'y' (500, 10), from dot at MyNet/Model.swift:12`.
  public var description: String { "Tensor<\(Scalar.self)>\(expression.summary)" }
}

extension Shared: CustomStringConvertible {
  /// What the shared value is, as `Shared<Float> 'W' (784, 10), made at MyNet/Model.swift:12`.
  public var description: String { "Shared<\(Scalar.self)>\(expression.summary)" }
}

extension Expression {
  /// The name, the shape and where the expression comes from, as far as it has them.
  fileprivate var summary: String {
    let what = (name.map { " '\($0)'" } ?? "") + (type.map { " \($0.shape)" } ?? "")
    return switch content {
    case .placeholder: "\(what), a placeholder of \(location)"
    case .shared: "\(what), made at \(location)"
    case .operation(let operation, _, _): "\(what), from \(operation.name) at \(location)"
    case .byMode: "\(what), one in training and another in evaluation, at \(location)"
    case .invalid(let diagnostic?, _): "\(what), ill-formed at \(location): \(diagnostic.message)"
    case .invalid(nil, _): "\(what), of something ill-formed at \(location)"
    }
  }
}
