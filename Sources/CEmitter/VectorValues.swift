import GraphIR
import KernelTemplates
import Schedule

/// The header of vectors, which have one width everywhere and consist of the registers that a
/// processor has.
struct VectorValues: KernelTemplateValues {
  static let template = KernelTemplate.vector

  /// Whether the C is C99 alone.
  let portable: Bool
  /// Whether a product and a sum are rounded by themselves wherever the code has both.
  let exact: Bool
  /// The bytes of a register, and those of its numbers in double precision.
  let partBytes, wideBytes: Int
  /// Whether a NEON register is as wide.
  let neon: Bool
  /// The macros of x86 compilers for registers of this width, and for a maximum instruction of three
  /// operands.
  let registerFeature, maximumFeature: String
  /// The macro for multiply-adds, the built-in functions for them, and the arguments after the
  /// operands.
  let fmaFeature, fmaFloat, fmaDouble, fmaArguments: String
  let types: [VectorTypeValues]

  init(registerBytes: Int, isExact: Bool, dialect: CDialect) {
    portable = dialect == .portable
    exact = isExact
    partBytes = registerBytes
    wideBytes = 2 * registerBytes
    neon = registerBytes == 16
    registerFeature =
      registerBytes == 64 ? "__AVX512F__" : registerBytes == 32 ? "__AVX__" : "__SSE2__"
    maximumFeature = registerBytes == 64 ? "__AVX512F__" : "__AVX__"
    let prefix = "__builtin_ia32_vfmadd"
    switch registerBytes {
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
    let target = Target(registerBytes: registerBytes)
    types = [.float, .double].map {
      VectorTypeValues($0, partLanes: dialect.partLanes(of: $0, on: target))
    }
  }
}

/// The vectors of one element type.
struct VectorTypeValues: TemplateValues {
  let scalar, upper, integer, unsigned, maximumInstruction: String
  let lanes, parts, partLanes, elementBytes: Int

  init(_ element: ElementType, partLanes: Int) {
    scalar = element.cName
    upper = element.cName.uppercased()
    integer = element.cMaskScalar
    unsigned = "u\(integer)"
    maximumInstruction = element == .double ? "vmaxpd" : "vmaxps"
    elementBytes = element.byteCount
    lanes = Target.vectorBytes / elementBytes
    parts = lanes / partLanes
    self.partLanes = partLanes
  }
}
