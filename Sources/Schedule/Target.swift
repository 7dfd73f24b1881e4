import GraphIR

/// What the generated code may assume about the machine that runs it.
package struct Target: Sendable, Hashable {
  /// The width of a vector register, in bytes.
  package let vectorBytes: Int
  /// Whether every product and every sum is computed as the graph has it.
  package let isExact: Bool
  /// The work, in products of a convolution, that is done before other threads have woken up: with
  /// less, a function runs on one thread.
  package let threadedWork: Int

  package init(vectorBytes: Int, isExact: Bool = false, threadedWork: Int = 1 << 18) {
    self.vectorBytes = vectorBytes
    self.isExact = isExact
    self.threadedWork = threadedWork
  }

  /// How many elements fit in a vector: the number of images that lie innermost.
  package func lanes(of elementType: ElementType) -> Int {
    vectorBytes / elementType.byteCount
  }

  /// The number of vector registers: AVX-512 and NEON have 32, AVX2 has 16.
  package var registers: Int { vectorBytes == 32 ? 16 : 32 }

  /// How many bytes a kernel may hope to keep in the L2 cache while as many pass through it: such
  /// caches have half a megabyte at least on the processors with AVX2, AVX-512 or NEON that compute
  /// much.
  package var cachedBytes: Int { 1 << 18 }

  /// How many accumulators a kernel may hope to keep in registers, leaving some for what it loads.
  package var accumulators: Int { vectorBytes == 32 ? 12 : 25 }
}
