import Foundation

/// A page as a browser without a window shows it, measured by a script at its end.
package struct BrowserPage: Decodable, Sendable {
  /// The width of the window, and of what the page needs.
  package let innerWidth: Int, scrollWidth: Int
  /// Whether the dark colours are used.
  package let isDark: Bool
  /// The texts of the headings of the first and second level.
  package let headings: [String]
  /// The addresses that were asked for, beside the page's own.
  package let requests: [String]
  /// The pictures that could not be shown.
  package let brokenPictures: Int
  /// The pictures without an alternative text.
  package let namelessPictures: Int
  /// The least contrast between a text and what is behind it.
  package let contrast: Double
  /// The texts of the charts that lie outside their picture.
  package let cutTexts: [String]
  /// The sections with a table that is wider than the window.
  package let cutTables: [String]
  /// What the browser has written to its console.
  package private(set) var console: [String] = []

  private enum CodingKeys: CodingKey {
    case innerWidth, scrollWidth, isDark, headings, requests, brokenPictures, namelessPictures
    case contrast, cutTexts, cutTables
  }

  private static let script = """
    <script>
    addEventListener("load", () => {
      const rgba = (color) => {
        const parts = color.match(/[\\d.]+/g).map(Number);
        return parts.length < 4 ? [...parts, 1] : parts;
      };
      const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
      const behind = (element) => {
        if (!element) return [255, 255, 255];
        const color = rgba(getComputedStyle(element).backgroundColor);
        return color[3] === 1 ? color : over(color, behind(element.parentElement));
      };
      const light = (color) => {
        const [r, g, b] = color.map((c) =>
          c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      let contrast = 21;
      for (const element of document.body.querySelectorAll("*:not(script)")) {
        const hasText = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!hasText || ["title", "desc"].includes(element.tagName)) continue;
        const style = getComputedStyle(element);
        const text = rgba(element.tagName === "text" ? style.fill : style.color);
        const [a, b] = [light(over(text, behind(element))), light(behind(element))];
        contrast = Math.min(contrast, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
      }
      const cut = [...document.querySelectorAll("svg text")].filter((text) => {
        const [inner, outer] = [text, text.ownerSVGElement].map((e) => e.getBoundingClientRect());
        return inner.left < outer.left - 1 || inner.right > outer.right + 1
          || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
      });
      const measured = document.createElement("pre");
      measured.hidden = true;
      measured.textContent = JSON.stringify({
        innerWidth, scrollWidth: document.documentElement.scrollWidth,
        isDark: matchMedia("(prefers-color-scheme: dark)").matches,
        headings: [...document.querySelectorAll("h1, h2")].map((h) => h.textContent),
        requests: performance.getEntriesByType("resource").map((r) => r.name)
          .filter((name) => !name.startsWith("data:")),
        brokenPictures: [...document.images].filter((i) => i.naturalWidth === 0).length,
        namelessPictures: [...document.images].filter((i) => !i.alt).length,
        contrast, cutTexts: cut.map((text) => text.textContent),
        cutTables: [...document.querySelectorAll(".scroll")]
          .filter((e) => e.scrollWidth > e.clientWidth)
          .map((e) => e.getAttribute("aria-labelledby"))
      });
      parent.document.body.append(measured);
    });
    </script>
    </body>
    """

  /// Opens a page in frames of some widths: a window cannot be as narrow as a telephone.
  ///
  /// - Throws: `InstalledProgram.MissingToolError` where there is no Chromium.
  package static func opened(_ html: String, widths: [Int], isDark: Bool) throws -> [BrowserPage] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = html.replacing("</body>", with: script).replacing("&", with: "&amp;")
      .replacing("\"", with: "&quot;")
    let frames = widths.map { width in
      "<iframe style=\"border: 0\" width=\"\(width)\" height=\"1000\" srcdoc=\"\(text)\"></iframe>"
    }
    let page = folder.appendingPathComponent("page.html")
    try Data(
      """
      <!DOCTYPE html>
      <html style="color-scheme: light dark"><body>\(frames.joined())</body></html>
      """.utf8
    ).write(to: page)
    let result = try InstalledProgram("chromium").run([
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--user-data-dir=\(folder.path)/profile",
      "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--enable-logging=stderr",
      "--virtual-time-budget=2000", "--dump-dom", page.absoluteString,
    ])
    let console = result.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
    let pages = try result.output.matches(of: /<pre hidden="">(.*?)<\/pre>/).map { match in
      let json = match.1.replacing("&gt;", with: ">").replacing("&lt;", with: "<")
        .replacing("&amp;", with: "&")
      var page = try JSONDecoder().decode(BrowserPage.self, from: Data(json.utf8))
      page.console = console.map(String.init)
      return page
    }
    return widths.compactMap { width in pages.first { $0.innerWidth == width } }
  }
}
