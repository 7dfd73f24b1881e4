import Frontend
import GraphIR
import Testing
import Training

struct FilterPicturesTests {
  private func pictures(
    _ weights: [Float], _ shape: [Int], atMost count: Int = 9
  ) throws -> FilterPictures? {
    FilterPictures(try NDArray(shape: Shape(shape), scalars: weights), atMost: count)
  }

  @Test func zeroIsGrey() throws {
    let pictures = try #require(try pictures([0, 1, -2, 2, 0, 0, 1, -1], [2, 1, 2, 2]))
    #expect(try pictures.images().map(\.bytes) == [[127, 191, 0, 255], [127, 127, 191, 63]])
    let sheet = try pictures.sheet()
    #expect((sheet.width, sheet.height) == (6, 2))
    #expect(Array(sheet.bytes.prefix(6)) == [127, 191, 255, 255, 127, 127])
  }

  @Test func channelsAreColoursOrStacked() throws {
    let colours = try #require(try pictures([1, 0, -1, 0, 1, 1], [1, 3, 1, 2]))
    #expect(try colours.images().map(\.bytes) == [[255, 0, 255, 127, 127, 255]])
    let stacked = try #require(try pictures([1, 0, -1, 0], [1, 2, 1, 2])).images()
    #expect((stacked[0].width, stacked[0].height) == (2, 2))
    #expect(stacked.map(\.bytes) == [[255, 127, 0, 127]])
  }

  @Test func whatIsNotFiniteIsBlack() throws {
    let pictures = try #require(
      try pictures([.nan, .infinity, -.infinity, 3e38, -3e38], [5, 1, 1, 1], atMost: 4))
    #expect(try pictures.images().map(\.bytes) == [[0], [0], [0], [255]])
    #expect(try #require(try self.pictures([0, 0], [2, 1, 1, 1])).images().count == 2)
    #expect(try self.pictures([1, 2], [2, 1]) == nil)
    #expect(try self.pictures([], [0, 1, 3, 3]) == nil)
  }
}
