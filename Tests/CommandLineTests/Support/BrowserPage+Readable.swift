import TestSupport
import Testing

extension BrowserPage {
  /// A page at two widths in both schemes of colours, each of which can be read: nothing is cut, of
  /// weak contrast, looked for elsewhere or written to the console.
  static func readable(_ html: String) throws -> [BrowserPage] {
    let widths = [1280, 400]
    let light = try opened(html, widths: widths, isDark: false)
    let dark = try opened(html, widths: widths, isDark: true)
    #expect((light + dark).map(\.innerWidth) == widths + widths)
    #expect((light + dark).map(\.isDark) == [false, false, true, true])
    for page in light + dark {
      #expect(page.scrollWidth <= page.innerWidth)
      #expect(page.requests == [])
      #expect(page.console == [])
      #expect(page.contrast >= 4.5)
      #expect(page.cutTexts == [])
    }
    return light + dark
  }
}
