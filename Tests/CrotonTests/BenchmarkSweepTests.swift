import Croton
import Testing

/// Settings that a benchmark takes several values of.
@Suite struct BenchmarkSweepTests {
  @Test func sweepsAreReadAsTheyAreTyped() throws {
    #expect(
      try BenchmarkSweep(argument: "batch=64,128") == BenchmarkSweep(.batch, values: [64, 128]))
    #expect(try BenchmarkSweep(argument: "threads=1") == BenchmarkSweep(.threads, values: [1]))
    #expect(
      try BenchmarkSweep(argument: "width=16,32") == BenchmarkSweep(.width, values: [16, 32]))
  }

  @Test(arguments: [
    "", "batch", "batch=", "batch=1,", "batch=1=2", "size=1", "batch=one", "=1", "batch 1",
  ])
  func whatIsNoSweepIsRefused(argument: String) {
    #expect {
      try BenchmarkSweep(argument: argument)
    } throws: { error in
      "\(error)" == "cannot sweep over '\(argument)'; "
        + "expected batch, threads or width and its values, as in batch=64,128"
    }
  }

  @Test(arguments: [
    ("batch=8,0", "the batch size must be at least 1, but 0 was given"),
    ("threads=0", "0 threads are not possible; expected 1 to 1024"),
    ("width=16,8", "vectors of 8 bytes are not possible; expected 16, 32 or 64"),
  ])
  func impossibleValuesAreRefused(argument: String, message: String) throws {
    let sweep = try BenchmarkSweep(argument: argument)
    #expect {
      try sweep.validate()
    } throws: { error in
      "\(error)" == message
    }
  }
}
