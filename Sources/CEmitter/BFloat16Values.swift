import GraphIR
import KernelTemplates
import Schedule

/// The header of products whose factors are rounded to bfloat16.
struct BFloat16Values: KernelTemplateValues {
  static let template = KernelTemplate.bf16

  /// Whether the C is C99 alone.
  let portable: Bool
  /// The parts of a vector, and the bytes of each.
  let parts, partBytes: Int
  /// Whether the compiler knows the instruction for registers of this width, to the preprocessor.
  let feature: String

  init(registerBytes: Int, dialect: CDialect) {
    portable = dialect == .portable
    partBytes = registerBytes
    let lanes = dialect.partLanes(of: .float, on: Target(registerBytes: registerBytes))
    parts = Target.vectorBytes / ElementType.float.byteCount / lanes
    let isWide = registerBytes == Target.vectorBytes
    feature = "defined(__AVX512BF16__)" + (isWide ? "" : " && defined(__AVX512VL__)")
  }
}
