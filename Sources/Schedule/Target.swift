import GraphIR

/// The machine that code is written for: what kernels are chosen by, and what their code may
/// assume.
package struct Target: Sendable, Hashable {
  /// The width of the vectors that code is written with, in bytes, on every machine: sums over lanes
  /// have one order, so that results do not depend on the processor.
  package static let vectorBytes = 64

  /// The width of a vector register, in bytes. A vector takes as many registers as it needs.
  package var registerBytes: Int
  /// The number of vectors that fit in registers.
  package var registers: Int
  /// How many accumulators a kernel may hope to keep in registers, leaving some for what it loads.
  package var accumulators: Int
  /// The bytes of an L2 cache.
  package var l2Bytes: Int
  /// The bytes that the last-level caches hold.
  package var lastLevelBytes: Int
  /// The bytes of a line of a cache, and the cycles in which one comes from memory.
  package var lineBytes: Int
  package var lineCycles: Int
  /// The bytes of a page of memory, and of a large one.
  package var pageBytes: Int
  package var largePageBytes: Int
  /// The number of threads that run a function, or `nil` where each call says how many. It decides
  /// whether work is shared out at all, but no order of sums: results are the same for any number.
  package var threads: Int?
  /// The work, in products of a convolution, that is done before other threads have woken up: with
  /// less, a function runs on one thread.
  package var threadedWork: Int
  /// How much one kernel may take in.
  package var fusion: FusionLimits
  /// Whether every product and every sum is computed as the graph has it, and rounded by itself:
  /// no Winograd, no fused multiply-add, and functions of floats that are computed in double.
  package var isExact: Bool
  /// Whether the BLAS computes matrix products where that costs less. It adds in an order of its own
  /// on each processor.
  package var usesBLAS: Bool
  /// Whether the factors of products of Float matrices are rounded to bfloat16, and what is
  /// subnormal in their sums is zero.
  package var usesBFloat16: Bool
  /// Whether memory counts for more than caches: buffers share bytes whatever their layouts, and
  /// workspaces are not rounded up to whole pages.
  package var savesMemory: Bool
  /// Whether each buffer has pages of its own between guard pages, so that a kernel that reads or
  /// writes outside of its buffers ends the process. It decides no result.
  package var checksBounds: Bool
  /// The bytes of gradients that processes exchange together, or 0 where each is exchanged by
  /// itself, where it is needed. It decides no result.
  package var bucketBytes: Int

  /// The processors whose vector registers have the given width: AVX-512 and NEON have 32 of them,
  /// AVX2 has 16. Caches are those of processors that compute much.
  package init(
    registerBytes: Int, threads: Int? = nil, isExact: Bool = false, usesBLAS: Bool = false,
    usesBFloat16: Bool = false, savesMemory: Bool = false, checksBounds: Bool = false,
    threadedWork: Int = 1 << 18, bucketBytes: Int = 1 << 20
  ) {
    let isAVX2 = registerBytes == 32
    let parts = Self.vectorBytes / registerBytes
    self.registerBytes = registerBytes
    registers = (isAVX2 ? 16 : 32) / parts
    accumulators = (isAVX2 ? 12 : 25) / parts
    l2Bytes = 1 << 20
    lastLevelBytes = 1 << 23
    lineBytes = 64
    lineCycles = 20
    pageBytes = 1 << 12
    largePageBytes = 1 << 21
    self.threads = threads
    self.threadedWork = threadedWork
    fusion = .standard
    self.isExact = isExact
    self.usesBLAS = usesBLAS
    self.usesBFloat16 = usesBFloat16
    self.savesMemory = savesMemory
    self.checksBounds = checksBounds
    self.bucketBytes = bucketBytes
  }

  /// How many elements a vector has: the number of images that lie innermost.
  package func lanes(of elementType: ElementType) -> Int {
    elementType.lanes
  }

  /// How many of them lie in one register.
  package func partLanes(of elementType: ElementType) -> Int {
    registerBytes / elementType.byteCount
  }

  /// Whether threads may share the chunks of a sum, for which the sums of all chunks are kept. It
  /// decides no result.
  package var keepsSumsOfChunks: Bool { threads != 1 && !savesMemory }

  /// How many bytes a kernel may hope to keep in the L2 cache while as many pass through it, where
  /// a cache is half as large too.
  package var cachedBytes: Int { l2Bytes / 4 }
}

extension Target: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    registerBytes = try text.field("registerBytes")
    registers = try text.field("registers")
    accumulators = try text.field("accumulators")
    l2Bytes = try text.field("l2Bytes")
    lastLevelBytes = try text.field("lastLevelBytes")
    lineBytes = try text.field("lineBytes")
    lineCycles = try text.field("lineCycles")
    pageBytes = try text.field("pageBytes")
    largePageBytes = try text.field("largePageBytes")
    threads = try text.field("threads")
    threadedWork = try text.field("threadedWork")
    fusion = try text.field("fusion")
    isExact = try text.field("isExact")
    usesBLAS = try text.field("usesBLAS")
    usesBFloat16 = try text.field("usesBFloat16")
    savesMemory = try text.field("savesMemory")
    checksBounds = try text.field("checksBounds")
    bucketBytes = try text.field("bucketBytes")
    try text.expect(")")
  }
}

extension FusionLimits: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    self.init(
      operands: try text.field("operands"), steps: try text.field("steps"),
      windowPositions: try text.field("windowPositions"))
    try text.expect(")")
  }
}
