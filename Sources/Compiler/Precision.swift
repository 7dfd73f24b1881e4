import Toolchain

/// What the factors of products of Float matrices are rounded to before they are multiplied.
///
/// Sums are taken in Float either way, and tensors stay in Float. Convolutions are not affected.
public enum Precision: String, CaseIterable, Sendable {
  /// Float, so that nothing is rounded.
  case single
  /// bfloat16, which has the exponents of Float and 8 bits of precision. Some processors multiply
  /// such numbers twice as fast; the results are the same on all of them, to the bit.
  case bf16

  /// Whether this machine's processor has an instruction for products of bfloat16. Others compute
  /// the same results in several.
  public static var hasInstruction: Bool { HostProcessor.current().multipliesBFloat16 }

  /// Whether there is the instruction, and what follows from it, in words.
  public static var instructionNote: String {
    hasInstruction
      ? "this processor has an instruction for products of bfloat16"
      : "this processor has no instruction for products of bfloat16: results are the same, and take "
        + "longer than in single precision"
  }
}
