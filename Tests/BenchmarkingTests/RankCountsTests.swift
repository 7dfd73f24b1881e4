import Testing

@testable import Benchmarking

/// The numbers of processes of `--ranks`, and the images that they share.
struct RankCountsTests {
  @Test(arguments: [
    ("1..1024", [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]), ("3..9", [3, 4, 8, 9]),
    ("5..5", [5]), ("4,1,2,4", [1, 2, 4]), ("7", [7]),
  ])
  func numbers(text: String, values: [Int]) throws {
    #expect(try RankCounts(argument: text).values == values)
  }

  @Test(arguments: ["", "0", "4..2", "1..", "..4", "1,,2", "two", "-1", "1..2..4", "9999999"])
  func noNumbers(text: String) {
    #expect { try RankCounts(argument: text) } throws: {
      "\($0)" == "'\(text)' are no numbers of processes; expected numbers from 1 to 1048576, as in "
        + "1,2,4 or 1..1024"
    }
  }

  @Test func theProcessWithTheMostImages() {
    // 32 blocks of 16 images, the last of 4: chunks of 64 images, and one of 52.
    let shards = Shards(images: 500, granularity: 16)
    #expect(shards.most == 8)
    #expect(shards.slowest(of: 2).map { [$0.rank, $0.images] } == [0, 256])
    #expect(shards.slowest(of: 3).map { [$0.rank, $0.images] } == [2, 244])
    #expect(shards.slowest(of: 8).map { [$0.rank, $0.images] } == [0, 64])
    #expect(shards.slowest(of: 9) == nil)
  }
}
