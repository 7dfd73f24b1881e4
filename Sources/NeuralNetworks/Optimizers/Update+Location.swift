import Diagnostics
import Frontend

extension Update {
  /// An update that a rule makes for the line which asked for it.
  init<Scalar>(
    _ shared: Shared<Scalar>, to value: some TensorConvertible<Scalar>, at location: SourceLocation
  ) {
    self.init(shared, to: value, file: location.file, line: location.line)
  }
}
