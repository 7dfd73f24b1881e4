/// The C that tells how long each kernel of a function takes.
enum ClockEmitter {
  /// The function that reads the clock.
  static let function = """
    /* Nanoseconds since some fixed moment. */
    static inline int64_t croton_nanoseconds(void)
    {
      struct timespec now;
      clock_gettime(CLOCK_MONOTONIC, &now);
      return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    }

    """

  /// Where the times go.
  static func parameter(kernels: Int) -> CParameter {
    CParameter(
      declaration: "int64_t *times",
      comment: "[\(kernels + 1)], when the call begins and each kernel ends")
  }

  /// Reads the clock where all threads have come to. The end of a kernel is a barrier, so that the
  /// time of one thread is that of all.
  static func read(_ number: Int, _ text: inout CWriter) {
    text.add("#pragma omp master")
    text.add("times[\(number)] = croton_nanoseconds();")
  }
}
