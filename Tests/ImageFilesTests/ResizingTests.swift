import Foundation
import Testing

@testable import ImageFiles

/// Resized and converted pictures, against the bytes that `make_resized.py` prints.
struct ResizingTests {
  struct Case: CustomTestStringConvertible {
    let format: Image.Format
    let width: Int
    let height: Int
    let bytes: [UInt8]

    init(_ format: Image.Format, _ width: Int, _ height: Int, _ bytes: [UInt8]) {
      self.format = format
      self.width = width
      self.height = height
      self.bytes = bytes
    }

    var testDescription: String { "\(format) to \(width) x \(height)" }
  }

  private static func picture(_ format: Image.Format) throws -> Image {
    try Image(
      width: 7, height: 5, format: format,
      bytes: (0..<35 * format.channels).map { UInt8(37 * $0 % 256) })
  }

  @Test(arguments: [
    Case(.grey, 3, 2, [35, 114, 193, 41, 120, 199]),
    Case(
      .grey, 4, 7,
      [
        19, 77, 145, 203, 21, 79, 147, 205, 23, 81, 149, 207, 25, 83, 151, 209, 27, 85, 153, 211,
        29, 87, 155, 213, 31, 89, 157, 215,
      ]),
    Case(
      .grey, 9, 3,
      [
        1, 26, 54, 83, 112, 141, 170, 198, 223, 6, 31, 59, 88, 117, 146, 175, 203, 228, 11, 36, 64,
        93, 122, 151, 180, 208, 233,
      ]),
    Case(.grey, 1, 1, [117]),
    Case(
      .color, 3, 2,
      [104, 86, 123, 146, 123, 100, 123, 160, 142, 105, 104, 141, 145, 122, 118, 141, 161, 131]),
    Case(
      .color, 4, 7,
      [
        58, 83, 120, 159, 63, 100, 128, 165, 69, 108, 145, 170, 63, 88, 125, 164, 68, 105, 133, 170,
        74, 113, 150, 175, 70, 95, 132, 171, 75, 112, 140, 177, 81, 120, 157, 182, 76, 101, 138,
        177, 81, 118, 146, 183, 87, 126, 163, 188, 82, 107, 144, 183, 87, 124, 152, 189, 93, 132,
        169, 194, 84, 114, 151, 133, 94, 131, 159, 139, 100, 139, 171, 143, 82, 119, 156, 62, 99,
        136, 164, 68, 105, 144, 169, 72,
      ]),
    Case(
      .color, 9, 3,
      [
        4, 41, 78, 78, 115, 152, 164, 88, 125, 194, 32, 69, 81, 118, 155, 167, 204, 42, 111, 148,
        72, 84, 121, 158, 158, 195, 232, 18, 55, 92, 92, 129, 166, 178, 102, 139, 208, 46, 83, 95,
        132, 169, 181, 218, 56, 125, 162, 86, 98, 135, 172, 172, 209, 246, 32, 69, 106, 106, 143,
        180, 127, 116, 153, 108, 60, 97, 109, 146, 183, 195, 119, 70, 139, 112, 100, 112, 149, 137,
        186, 223, 114,
      ]),
    Case(.color, 1, 1, [130, 125, 123]),
  ])
  func isWhatPillowMakes(expected: Case) throws {
    let resized = try Self.picture(expected.format)
      .resized(width: expected.width, height: expected.height)
    #expect(resized.width == expected.width && resized.height == expected.height)
    #expect(resized.format == expected.format)
    // A level that lies half way between two may be rounded to either.
    let differences = zip(resized.bytes, expected.bytes).map { abs(Int($0) - Int($1)) }
    #expect(differences.count == expected.bytes.count)
    #expect(try #require(differences.max()) <= 1)
  }

  @Test func ofTheSameSizeIsTheSame() throws {
    let picture = try Self.picture(.color)
    #expect(try picture.resized(width: 7, height: 5) == picture)
  }

  @Test func ofOneLevelStaysThat() throws {
    let grey = try Image(
      width: 10, height: 6, format: .grey, bytes: [UInt8](repeating: 200, count: 60))
    for (width, height) in [(3, 4), (17, 1), (10, 60)] {
      let resized = try grey.resized(width: width, height: height)
      #expect(resized.bytes == [UInt8](repeating: 200, count: width * height))
    }
  }

  @Test(arguments: [(0, 3), (3, -1), (100_000, 1001), (Int.max, 2)])
  func refusesSizes(width: Int, height: Int) throws {
    let picture = try Self.picture(.grey)
    #expect(throws: ImageError.size(width: width, height: height, mostPixels: Image.mostPixels)) {
      try picture.resized(width: width, height: height)
    }
  }

  @Test func greyLevelsAreThoseOfPillow() throws {
    let expected: [UInt8] = [
      30, 141, 73, 107, 189, 73, 184, 39, 150, 82, 116, 198, 82, 193, 48, 159, 91, 125, 207, 91,
      202, 57, 168, 100, 134, 216, 100, 211, 66, 177, 32, 143, 75, 109, 191,
    ]
    let grey = try Self.picture(.color).converted(to: .grey)
    #expect(grey.bytes == expected)
    #expect(
      grey.converted(to: .color).bytes == expected.flatMap { [$0, $0, $0] })
  }

  // Reading a file in its own format.

  private static let folder = Bundle.module.bundleURL.appending(path: "Fixtures")

  @Test(arguments: [
    ("grey.png", Image.Format.grey, 6, 4), ("grey16.png", .grey, 6, 4), ("bits.png", .grey, 6, 4),
    ("color.png", .color, 6, 4), ("palette.png", .color, 6, 4), ("alpha.png", .color, 6, 4),
    ("grey.jpg", .grey, 96, 64), ("color.jpg", .color, 96, 64),
    ("progressive.jpg", .color, 96, 64), ("inks.jpg", .color, 96, 64),
  ])
  func filesHaveTheirOwnFormat(name: String, format: Image.Format, width: Int, height: Int) throws {
    let path = Self.folder.appending(path: name).path
    let image = try Image(path: path, format: nil)
    let colors = try Image(path: path)
    #expect(image.format == format)
    #expect(image.converted(to: .color) == colors)
    #expect(try Image(path: path, format: .grey) == image.converted(to: .grey))
    let header = try #require(try ImageHeader(path: path))
    #expect(header.format == format)
    #expect(header.width == width && header.height == height)
  }

  @Test func whatIsNoImageHasNoHeader() throws {
    #expect(try ImageHeader(path: Self.folder.path) == nil)
    #expect(try ImageHeader(path: #filePath) == nil)
  }
}
