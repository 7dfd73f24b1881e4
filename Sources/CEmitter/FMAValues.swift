import KernelTemplates

/// The header of multiply-adds that round once, in which no number is left open.
struct FMAValues: KernelTemplateValues {
  static let template = KernelTemplate.fma
}
