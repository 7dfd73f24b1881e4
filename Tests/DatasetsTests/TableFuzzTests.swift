import Testing

@testable import Datasets

/// Damaged tables either load or are refused; they never trap or hang.
struct TableFuzzTests {
  @Test(arguments: [
    "width,height,color,label\n1.5,2,red,rose\n-0.25,1e3,blue,tulip\n4,5,\"a, \"\"b\"\"\",rose\n",
    "1;2;3\r\n4;5;6\r\n7;8;9\r\n",
    "label\tpixel0\tpixel1\tpixel2\tpixel3\n0\t1\t2\t3\t4\n1\t255\t0\t0\t7\n",
    ",x,1x1,y\n0,4,5,a\n1,6,7,b\n",
  ])
  func survivesRandomDamage(text: String) throws {
    try fuzz(seconds: 0.3) { random in
      try load(mutated(Array(text.utf8), using: &random))
    }
  }

  @Test func survivesRandomFields() throws {
    let pieces = [
      ",", ",", ",", "\n", "\n", "\r\n", "\"", "\"\"", ";", "\t", "1", "0", "255", "256", "-1",
      "1.5", "nan", "", "red", "label", "y", "pixel0", "1x1", "99999999999999999999", "1e999",
      "-", ".", "+", "e", "é", "\u{feff}", "65535x65535",
    ]
    try fuzz(seconds: 0.6) { random in
      var text = ""
      for _ in 0..<Int.random(in: 1...60, using: &random) {
        text += pieces.randomElement(using: &random) ?? ""
      }
      try load(Array(text.utf8))
    }
  }

  private func load(_ bytes: [UInt8]) throws {
    for form in [TableOptions.TargetForm.automatic, .classes, .numbers] {
      do {
        let contents = try loadTable(bytes, TableOptions(targetForm: form))
        _ = try Dataset(
          name: "fuzz", exampleShape: contents.exampleShape, target: contents.target,
          training: contents.training, validation: contents.training, test: contents.training)
      } catch is DatasetError {}
    }
  }
}
