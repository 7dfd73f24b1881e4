import CommandLineTestSupport
import Croton
import Demos
import Foundation
import Testing

struct FilterDemoTests {
  @Test func theImageThatComesWithCroton() throws {
    try withCroton { croton in
      let result = try croton.run("filter-demo --output maps")
      #expect(result.errors == "")
      #expect(result.status == 0)
      #expect(result.lines == ["maps/input.png", "maps/filtered-1.png", "maps/filtered-2.png"])
      let input = try Image(path: "\(croton.folder)/maps/input.png")
      #expect(try input == FilterDemo.sampleImage())
      for number in 1...2 {
        let map = try Image(path: "\(croton.folder)/maps/filtered-\(number).png")
        #expect(map.width == input.width - 8)
        #expect(map.height == input.height - 8)
        #expect(map.bytes.min() == 0 && map.bytes.max() == 255)
      }
    }
  }

  @Test func anImageOfTheUser() throws {
    try withCroton { croton in
      let count = 11 * 9 * 3
      let image = try Image(
        width: 11, height: 9, format: .color, bytes: (0..<count).map { UInt8(41 * $0 % 256) })
      try image.writePNG(to: "\(croton.folder)/mine.png")
      let result = try croton.run("filter-demo mine.png")
      #expect(result.errors == "")
      #expect(try Image(path: "\(croton.folder)/filter-demo/input.png") == image)
      let map = try Image(path: "\(croton.folder)/filter-demo/filtered-2.png")
      #expect(map.width == 3 && map.height == 1)
    }
  }

  @Test func errors() throws {
    try withCroton { croton in
      try Image(width: 9, height: 8, format: .color, bytes: Array(repeating: 1, count: 216))
        .writePNG(to: "\(croton.folder)/small.png")
      for (arguments, message) in [
        ("nowhere.png", "'nowhere.png': No such file or directory"),
        (
          "digits/train-labels-idx1-ubyte",
          "'digits/train-labels-idx1-ubyte': this is neither a PNG nor a JPEG"
        ),
        (
          "small.png",
          "the image has 9 x 8 pixels with 3 channels; expected at least 9 x 9 pixels with 3 channels"
        ),
        (
          "--output digits/train-labels-idx1-ubyte",
          "cannot write to the folder 'digits/train-labels-idx1-ubyte': File exists"
        ),
      ] {
        let result = try croton.run("filter-demo \(arguments)")
        #expect(result.errors == "Error: \(message)\n")
        #expect(result.output == "")
        #expect(result.status == 1)
      }
      let threads = try croton.run("filter-demo --threads 0")
      #expect(
        threads.errors == """
          Error: 0 threads are not possible; expected 1 to 1024
          Usage: croton filter-demo [<image>] [options]
            See 'croton filter-demo --help' for more information.

          """)
      #expect(threads.status == 64)
    }
  }
}
