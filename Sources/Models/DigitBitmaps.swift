/// The ten digits as bitmaps of 7x12 pixels, drawn after figure 3 of LeCun, Bottou, Bengio and
/// Haffner, 1998.
///
/// Digits that look alike have codes that are alike, so that what confuses a reader confuses the
/// network, and little else does.
enum DigitBitmaps {
  /// The number of pixels of a bitmap.
  static let pixels = 7 * 12

  /// The codes, (10, 84): row after row, 1 for ink and -1 for paper.
  static var codes: [Float] {
    bands.flatMap { band in
      let rows = band.split(separator: "\n").map { $0.split(separator: " ") }
      return (0..<5).flatMap { digit in
        rows.flatMap { row in row[digit].map { $0 == "#" ? Float(1) : -1 } }
      }
    }
  }

  /// The digits from 0 to 4, and those from 5 to 9, side by side.
  private static let bands = [
    """
    ....... ....... ....... ....... .......
    ..###.. ...##.. .#####. ####### ....##.
    .##.##. ..###.. ##...## .....## ...###.
    .#...#. .####.. .....## ....##. ..####.
    ##...## ...##.. .....## ...##.. .##.##.
    ##...## ...##.. ....##. ..####. ##..##.
    ##...## ...##.. ...##.. .....## ##..##.
    ##...## ...##.. ..##... .....## #######
    .#...#. ...##.. .##.... .....## ....##.
    .##.##. ...##.. ##..... ##...## ....##.
    ..###.. .###### ####### .#####. ....##.
    ....... ....... ....... ....... .......
    """,
    """
    ....... ....... ....... ....... .......
    ####### ..####. ####### .#####. .#####.
    ##..... .##.... ##...## ##...## ##...##
    ##..... ##..... .....## ##...## ##...##
    ######. ##..... ....##. ##...## ##...##
    ##...## ######. ....##. .#####. ##...##
    .....## ##...## ...##.. ##...## .######
    .....## ##...## ...##.. ##...## .....##
    .....## ##...## ..##... ##...## .....##
    ##...## ##...## ..##... ##...## ....##.
    .#####. .#####. ..##... .#####. .####..
    ....... ....... ....... ....... .......
    """,
  ]
}
