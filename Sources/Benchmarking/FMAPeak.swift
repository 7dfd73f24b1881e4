import CEmitter
import CallABI
import GraphIR
import Toolchain

/// The rate at which this machine multiplies and adds, measured.
struct FMAPeak {
  private static let accumulators = 12
  private static let repetitions = 2_000_000
  // Each takes some milliseconds: one of them has the processor to itself even where others run.
  private static let runs = 40

  private let library: LoadedLibrary
  private let lanes: Int

  /// - Parameter elementType: `float` or `double`.
  init(_ elementType: ElementType, compiler: KernelCompiler) throws {
    let values = FMAPeakValues(
      abiVersion: Int(CROTON_ABI_VERSION), accumulators: Self.accumulators,
      repetitions: Self.repetitions, type: elementType.rawValue)
    let source = try SourceBundle(
      name: "fma_peak",
      files: [
        SourceBundle.File(name: "fma_peak.c", text: try values.render())
      ]
        + CEmitter.headers(registerBytes: compiler.host.vectorBytes).map {
          SourceBundle.File(name: $0.name, text: $0.text)
        })
    library = try compiler.library(
      for: source, flags: try compiler.flags(), abiVersion: UInt32(CROTON_ABI_VERSION)
    ).library
    lanes = compiler.host.vectorBytes / elementType.byteCount
  }

  /// The best of several runs, in 10^9 operations a second; a multiply-add is two.
  func gigaflops(threads: Int) throws -> Double {
    let run: @convention(c) (UnsafeMutablePointer<croton_call>) -> Int32 =
      try library.function("croton_run")
    let threads = ThreadRuntime.threadCount(upTo: threads)
    // As wide as the wider of the two types.
    var results = [Double](repeating: 0, count: threads)
    var best = Double.infinity
    for _ in 0..<Self.runs {
      let seconds = results.withUnsafeMutableBytes { bytes in
        // The function writes one number for each thread, and nothing else.
        withUnsafePointer(to: bytes.baseAddress) { outputs in
          var call = croton_call(
            inputs: nil, shared: nil, outputs: outputs, arena: nil, workspace: nil,
            threads: Int32(threads),
            failure: 0, failure_value: 0, failure_number: 0, processes: nil)
          return ContinuousClock().measure { _ = run(&call) } / .seconds(1)
        }
      }
      best = min(best, seconds)
    }
    let operations = 2 * Self.accumulators * Self.repetitions * lanes * threads
    return Double(operations) / best / 1e9
  }
}
