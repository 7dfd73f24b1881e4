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
    #expect((0...8).map(tree.startBlock(of:)) == [0, 4, 8, 12, 16, 20, 24, 28, 32])
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
    #expect(tree.startBlock(of: tree.chunks) == .max / 16 + 1)
    #expect(SumTree(images: 0, granularity: 16).largestChunk == 0)
  }
}
