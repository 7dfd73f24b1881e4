import StandaloneC
import Testing

struct SymbolPrefixTests {
  @Test(arguments: ["lenet5", "a", "Net_2", "int", "x1_y2"])
  func aNameOfCIsAPrefix(_ text: String) throws {
    #expect(try SymbolPrefix(text).text == text)
  }

  @Test(arguments: [
    "", "1net", "_net", "net_", "a__b", "a b", "a-b", "a\"b", "a\nb", "a*/b", "$(touch x)", "naïve",
    "é", "a;b", "a\\b", "a\u{0}b", String(repeating: "a", count: 32),
    String(repeating: "a", count: 4096),
  ])
  func whatNoSymbolBeginsWithIsRefused(_ text: String) {
    #expect(throws: StandaloneError.prefix(text)) { try SymbolPrefix(text) }
  }

  @Test(arguments: ["atomic", "mtx", "croton", "croton_net", "Omp", "sem"])
  func whatOtherSymbolsBeginWithIsRefused(_ text: String) {
    let error = #expect(throws: StandaloneError.self) { try SymbolPrefix(text) }
    #expect(
      error?.description
        == "the prefix \"\(text)\" is not possible: other symbols of C begin with it; expected "
        + "another one")
  }

  @Test func theModelsNameMakesOne() throws {
    #expect(try SymbolPrefix(model: "my-net").text == "my_net")
    #expect(try SymbolPrefix(model: "le*/net").text == "le_net")
    let long = String(repeating: "a", count: 40)
    let error = #expect(throws: StandaloneError.self) { try SymbolPrefix(model: long) }
    #expect(
      error?.description == "the model's name \"\(long)\" makes no prefix; expected --prefix")
  }
}
