/// Small functions that show what the C compiler and the loader can do.
struct TrialKernel {
  private let compiler: KernelCompiler

  init(_ compiler: KernelCompiler) { self.compiler = compiler }

  /// Sums up numbers on several threads.
  ///
  /// - Returns: the number of threads that there were.
  /// - Throws: `ToolchainError`, also where the sum is another.
  func threads(upTo count: Int) throws -> Int {
    let library = try library(
      "threads",
      """
      #include <stdint.h>
      #ifdef _OPENMP
      #include <omp.h>
      #endif
      const uint32_t croton_abi_version = 1;
      typedef float vector __attribute__((vector_size(16)));
      typedef int32_t whole __attribute__((vector_size(16)));

      /* The sum of the numbers below 4 * count, and how many threads there were. */
      int32_t sum(int32_t count, int32_t threads, int32_t *used)
      {
        int32_t sum = 0;
        *used = 1;
      #pragma omp parallel num_threads(threads) reduction(+ : sum)
        {
      #ifdef _OPENMP
      #pragma omp single
          *used = omp_get_num_threads();
      #endif
      #pragma omp for
          for (int32_t i = 0; i < count; ++i) {
            const vector numbers = (vector){0.0f, 1.0f, 2.0f, 3.0f} + (float)(4 * i);
            const whole part = __builtin_convertvector(numbers, whole);
            sum += part[0] + part[1] + part[2] + part[3];
          }
        }
        return sum;
      }

      """, try compiler.flags())
    typealias Sum = @convention(c) (Int32, Int32, UnsafeMutablePointer<Int32>) -> Int32
    let sum: Sum = try library.function("sum")
    var used: Int32 = 0
    // Safe: the function writes one number, and keeps no pointer to it.
    let result = sum(250, Int32(ThreadRuntime.threadCount(upTo: count)), &used)
    guard result == 499_500 else { throw ToolchainError.trialFailed(path: library.path) }
    return Int(used)
  }

  /// Multiplies two matrices.
  ///
  /// - Throws: `ToolchainError`, also where the product is another.
  func multiply(with blas: BLASLibrary) throws {
    let library = try library(
      "product",
      """
      #include <stdint.h>
      \(blas.includeLine)
      const uint32_t croton_abi_version = 1;

      /* The only number of the product of a row and a column. */
      float product(void)
      {
        const float row[] = {1.0f, 2.0f, 3.0f};
        const float column[] = {4.0f, 5.0f, 6.0f};
        float result = 0.0f;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 1, 1, 3, 1.0f, row, 3, column, 1,
                    0.0f, &result, 1);
        return result;
      }

      """, try compiler.flags(usesBLAS: true))
    let product: @convention(c) () -> Float = try library.function("product")
    guard product() == 32 else { throw ToolchainError.trialFailed(path: library.path) }
  }

  private func library(
    _ name: String, _ text: String, _ flags: CompilerFlags
  ) throws -> LoadedLibrary {
    let request = LibraryRequest(
      source: try SourceBundle(
        name: "doctor-\(name)", files: [.init(name: "\(name).c", text: text)]),
      flags: flags)
    return try compiler.libraries(for: [request], abiVersion: 1)[0].library
  }
}
