import Diagnostics
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("trian", "train"), ("lenet", "lenet5"), ("benhc", "bench"), ("generat", "generate"),
    ("train", "train"),
  ])
  func findsWhatWasMeant(_ word: String, _ meant: String) {
    #expect(nearest(to: word, in: ["generate", "compile", "train", "bench", "lenet5"]) == meant)
  }

  @Test func doesNotGuessWildly() {
    #expect(nearest(to: "xyz", in: ["generate", "train"]) == nil)
    #expect(nearest(to: "abc", in: ["axy"]) == nil)
    #expect(nearest(to: "lr", in: ["l1", "l2"]) == nil)
    #expect(nearest(to: "load", in: ["log"]) == nil)
    #expect(nearest(to: "out", in: ["data"]) == nil)
    #expect(nearest(to: "", in: ["train"]) == nil)
    #expect(nearest(to: "train", in: []) == nil)
  }

  @Test func suggestsTheNearestNameOrElseAll() {
    #expect(suggestion(for: "ful", in: ["none", "full"]) == "; did you mean 'full'?")
    #expect(suggestion(for: "some", in: ["train", "full"]) == "; there are 'train', 'full'")
    #expect(suggestion(for: "some", in: []) == "; there are none with a name")
  }
}
