import Testing

@testable import GraphIR

@Suite struct SumTreeTests {
  @Test(arguments: [
    (20, 1), (63, 1), (64, 2), (100, 2), (128, 4), (256, 8), (500, 8), (4096, 8), (4200, 16),
    (60000, 128),
  ])
  func imagesHaveChunksOfThirtyTwoAndMore(images: Int, chunks: Int) {
    for granularity in [1, 8, 16] {
      let tree = SumTree(images: images, granularity: granularity)
      #expect(tree.chunks == chunks)
      #expect((0..<chunks).map(tree.terms(of:)).reduce(0, +) == images)
      #expect((0..<chunks).allSatisfy { tree.terms(of: $0) > 0 })
    }
  }

  @Test func chunksStartAtWholeVectors() {
    let tree = SumTree(images: 500, granularity: 16)
    #expect((0...8).map(tree.blocks.start(of:)) == [0, 4, 8, 12, 16, 20, 24, 28, 32])
    #expect((0..<8).map(tree.terms(of:)) == [64, 64, 64, 64, 64, 64, 64, 52])
    let odd = SumTree(images: 300, granularity: 16)
    #expect((0..<8).map(odd.terms(of:)) == [32, 32, 48, 32, 32, 48, 32, 44])
  }

  @Test func manyFeaturesAreTakenInChunks() {
    #expect(SumTree(features: 2048).chunks == 1)
    let tree = SumTree(features: 2049)
    #expect(tree.chunks == 3)
    #expect(tree.largestChunk == 683)
    #expect(SumTree(features: 9216).levels == 4)
  }

  @Test func nothingOverflows() {
    let tree = SumTree(images: .max, granularity: 16)
    #expect(tree.blocks.start(of: tree.chunks) == .max / 16 + 1)
    #expect(SumTree(images: 0, granularity: 16).largestChunk == 0)
  }
}

@Suite struct BatchShardTests {
  /// The shards are all images, one after the other, and each is a subtree of the chunks.
  @Test(arguments: [64, 100, 140, 500, 512, 5000], [1, 8, 16])
  func shardsAreSubtrees(images: Int, granularity: Int) {
    let chunks = SumTree(images: images, granularity: granularity).chunks
    for ranks in 1...chunks {
      var next = 0
      for rank in 0..<ranks {
        let shard = BatchShard(rank: rank, of: ranks, images: images, granularity: granularity)
        #expect(shard.first == next)
        next += shard.count
        let blocks = shard.blocks
        #expect(blocks.count.nonzeroBitCount == 1 && blocks.first % blocks.count == 0)
        let tree = SumTree(shard)
        #expect((0..<tree.chunks).map(tree.terms(of:)).reduce(0, +) == shard.count)
      }
      #expect(next == images)
    }
  }

  /// More processes than chunks are groups, each of which computes all images.
  @Test func groupsComputeTheSameImages() {
    let sizes = [(1, 20), (6, 20), (2, 64), (3, 64), (6, 140), (9, 140), (12, 600), (16, 600)].map {
      BatchShard.groupSize(of: $0, images: $1)
    }
    #expect(sizes == [1, 1, 2, 1, 3, 3, 6, 8])
    for rank in 0..<6 {
      let shard = BatchShard(rank: rank, of: 6, images: 140, granularity: 16)
      #expect(shard == BatchShard(rank: rank % 3, of: 3, images: 140, granularity: 16))
    }
    #expect(BatchShard(rank: 4, of: 5, images: 20, granularity: 16).count == 20)
  }

  /// The chunks of a shard are those of the whole.
  @Test func chunksOfShardsAreThoseOfTheWhole() {
    let whole = SumTree(images: 300, granularity: 16)
    let shards = (0..<3).map {
      BatchShard(rank: $0, of: 3, images: 300, granularity: 16)
    }
    #expect(shards.map(\.count) == [64, 80, 156])
    let terms = shards.flatMap { shard in
      let tree = SumTree(shard)
      return (0..<tree.chunks).map(tree.terms(of:))
    }
    #expect(terms == (0..<8).map(whole.terms(of:)))
  }
}
