import KernelTemplates

/// The header that all functions share: calls, failures, and functions of numbers.
struct HeaderValues: KernelTemplateValues {
  static let template = KernelTemplate.header

  /// Whether the C is C99 alone.
  let portable: Bool
  /// The name of the critical section in which failures are noted, in parentheses, or nothing.
  let lock: String

  init(dialect: CDialect, lock: String) {
    portable = dialect == .portable
    self.lock = lock
  }
}
