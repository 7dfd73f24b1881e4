import GraphIR
import KernelTemplates
import Schedule

/// The header that all functions share: vectors of one width everywhere, made of the registers that
/// a processor has.
struct HeaderValues: KernelTemplateValues {
  static let template = KernelTemplate.header

  /// Whether a product and a sum are rounded by themselves wherever the code has both.
  let exact: Bool
  /// How many registers a vector takes, and the bytes of one.
  let parts, partBytes: Int
  /// Whether a NEON register is as wide.
  let neon: Bool
  /// The macros of x86 compilers for registers of this width, and for a maximum instruction of three
  /// operands.
  let registerFeature, maximumFeature: String
  /// The macro for multiply-adds, the built-in functions for them, and the arguments after the
  /// operands.
  let fmaFeature, fmaFloat, fmaDouble, fmaArguments: String
  let types: [VectorTypeValues]
  /// The name of the critical section in which failures are noted, in parentheses, or nothing.
  let lock: String

  init(vectorBytes: Int, isExact: Bool, lock: String) {
    self.lock = lock
    exact = isExact
    parts = Target.vectorBytes / vectorBytes
    partBytes = vectorBytes
    neon = vectorBytes == 16
    registerFeature =
      vectorBytes == 64 ? "__AVX512F__" : vectorBytes == 32 ? "__AVX__" : "__SSE2__"
    maximumFeature = vectorBytes == 64 ? "__AVX512F__" : "__AVX__"
    let prefix = "__builtin_ia32_vfmadd"
    switch vectorBytes {
    case 64:
      fmaFeature = "__AVX512F__"
      fmaFloat = "\(prefix)ps512_mask"
      fmaDouble = "\(prefix)pd512_mask"
      // All lanes, rounded as the processor is set to.
      fmaArguments = ", -1, 4"
    case 32:
      fmaFeature = "__FMA__"
      fmaFloat = "\(prefix)ps256"
      fmaDouble = "\(prefix)pd256"
      fmaArguments = ""
    default:
      fmaFeature = "__FMA__"
      fmaFloat = "\(prefix)ps"
      fmaDouble = "\(prefix)pd"
      fmaArguments = ""
    }
    types = [.float, .double].map { VectorTypeValues($0, partBytes: vectorBytes) }
  }
}

/// The vectors of one element type.
struct VectorTypeValues: TemplateValues {
  let scalar, upper, integer, maximumInstruction: String
  let lanes, partLanes, elementBytes: Int

  init(_ element: ElementType, partBytes: Int) {
    scalar = element.cName
    upper = element.cName.uppercased()
    integer = element.cMaskScalar
    maximumInstruction = element == .double ? "vmaxpd" : "vmaxps"
    elementBytes = element.byteCount
    lanes = Target.vectorBytes / elementBytes
    partLanes = partBytes / elementBytes
  }
}
