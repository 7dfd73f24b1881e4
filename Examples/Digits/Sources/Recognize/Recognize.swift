/// Says which digit a drawing shows.
@main struct Recognize {
  /// Each character stands for two rows and columns of pixels.
  static let drawing = [
    "              ",
    "              ",
    "   ########   ",
    "   ########   ",
    "         ##   ",
    "        :#:   ",
    "        ##    ",
    "       :#:    ",
    "       ##     ",
    "      :#:     ",
    "      ##      ",
    "      ##      ",
    "              ",
    "              ",
  ]

  static func main() throws {
    let pixels = drawing.flatMap { row in
      let levels = row.flatMap { character in [level(character), level(character)] }
      return levels + levels
    }
    let probabilities = try DigitNetwork().probabilities(of: pixels)
    for (digit, probability) in probabilities.enumerated() where probability >= 0.005 {
      print("\(digit): \(Int((probability * 100).rounded())) %")
    }
  }

  private static func level(_ character: Character) -> UInt8 {
    switch character {
    case "#": 255
    case ":": 128
    default: 0
    }
  }
}
