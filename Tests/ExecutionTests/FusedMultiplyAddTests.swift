import GraphIR
import TestSupport
import Testing
import Toolchain

/// The multiply-adds of `croton_fma.h` for processors without the instruction.
@Suite struct FusedMultiplyAddTests {
  /// `croton_found` of `fma.c`.
  private struct Found {
    var differing: Int64 = 0
    var a = 0.0
    var b = 0.0
    var c = 0.0
    var roundedTwice: Int64 = 0
    var subnormal: Int64 = 0
    var infinite: Int64 = 0
  }

  private typealias Compare = @convention(c) (Int32, Int64, Int64, UnsafeMutableRawPointer) -> Void
  private typealias Results =
    @convention(c) (Int32, Int32, Int64, UnsafeMutablePointer<Double>) -> Void

  /// Random and special bits, cancellation, subnormal results and overflow.
  @Test(arguments: [ElementType.float, .double]) func softwareRoundsOnce(type: ElementType) throws {
    let libraries = HeaderLibrary()
    let library = try libraries.load("fma.c")
    let compare: Compare = try library.function("compare")
    let seed = Int64(bitPattern: SeededGenerator.announced().seed)
    let count: Int64 = Soak.isOn ? 1_000_000_000 : 1_000_000
    var found = Found()
    // The function writes one such structure and keeps no pointer to it.
    withExtendedLifetime(library) {
      withUnsafeMutablePointer(to: &found) { compare(type == .float ? 1 : 0, count, seed, $0) }
    }
    #expect(
      found.differing == 0, "\(found.differing) differ, as of \(found.a), \(found.b), \(found.c)")
    // The sample has what is hard.
    #expect(found.roundedTwice > count / 5000)
    #expect(found.subnormal > count / 100)
    #expect(found.infinite > count / 100)
  }

  #if arch(x86_64)
    /// Without the instruction all functions have the same bits.
    @Test(arguments: [false, true]) func functionsDoNotDependOnTheInstruction(isExact: Bool) throws
    {
      let libraries = HeaderLibrary()
      let hardware = try libraries.load("accuracy.c", isExact: isExact)
      let software = try libraries.load("accuracy.c", isExact: isExact, flags: ["-mno-fma"])
      let seed = Int64(bitPattern: SeededGenerator.announced().seed)
      for function in MathAccuracyTests.Function.allCases {
        for isFloat: Int32 in [0, 1] {
          func results(_ library: LoadedLibrary) throws -> [UInt64] {
            let compute: Results = try library.function("results_of_block")
            var numbers = [Double](repeating: 0, count: 4096)
            compute(function.rawValue, isFloat, seed, &numbers)
            return numbers.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
          }
          #expect(try results(hardware) == results(software), "\(function)")
        }
      }
    }
  #endif

  /// The headers of mathematics are C99, whatever the compiler adds to it.
  @Test(arguments: [false, true]) func headersAreC99(isExact: Bool) throws {
    let text = """
      #include "croton_functions.h"
      extern const uint32_t croton_abi_version;
      const uint32_t croton_abi_version = 1;

      """
    _ = try HeaderLibrary().compile(text, isExact: isExact, flags: ["-std=c99", "-pedantic"])
  }
}
