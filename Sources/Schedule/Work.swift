/// How much a kernel has to do: an estimate.
package enum Work: Sendable, Hashable {
  /// So many multiplications, each with an addition.
  case products(Int)
  /// A little for each element that is read or written.
  case elements
  /// A little for each element that is written: of what is read, most is passed over.
  case writtenElements
}

/// Limits below which work is not worth waking other threads for.
package enum SerialLimit {
  package static let elements = 4096
  package static let products = 32_768
}

extension Schedule {
  /// What it costs to read or write an element from memory and compute a little with it, in
  /// products of a convolution.
  private static let elementCost = 8

  /// Whether some kernels together are too little work to share it out to threads, or there is only
  /// one thread.
  package func isSmall(_ kernels: [Kernel]) -> Bool {
    if target.threads == 1 { return true }
    var total = 0
    for kernel in kernels {
      total += estimatedProducts(kernel)
      // Of many large kernels the sum would overflow.
      if total >= target.threadedWork { return false }
    }
    return true
  }

  /// The work of a kernel, in products of a convolution.
  package func estimatedProducts(_ kernel: Kernel) -> Int {
    switch kernel.body.traits.work {
    case .products(let count): count
    case .elements: elements(kernel.reads + kernel.writes) * Self.elementCost
    case .writtenElements: elements(kernel.writes) * Self.elementCost
    }
  }

  private func elements(_ buffers: [Int]) -> Int {
    buffers.map { self.buffers[$0].byteCount / self.buffers[$0].type.elementType.byteCount }
      .reduce(0, +)
  }
}
