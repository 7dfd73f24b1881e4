import Mustache

/// The templates of the pages and pictures: each case is one.
package enum ReportTemplate {
  /// The page about a run.
  case report
  /// The page about a sweep.
  case sweep
  /// The picture of scaling.
  case scaling

  /// The style of the pages, which the templates put into their heads.
  package static var style: String { text(PackageResources.report_css) }

  /// The page.
  ///
  /// - Parameter values: the values of the template's tags, as members.
  /// - Throws: the template engine's error where a template itself is malformed.
  package func page(_ values: Any) throws -> String {
    var parts = MustacheLibrary()
    try parts.register(Self.text(PackageResources.head_html_mustache), named: "head")
    try parts.register(Self.text(PackageResources.foot_html_mustache), named: "foot")
    try parts.register(Self.text(PackageResources.chart_svg_mustache), named: "chart")
    let page =
      switch self {
      case .report: PackageResources.report_html_mustache
      case .sweep: PackageResources.sweep_html_mustache
      case .scaling: PackageResources.scaling_svg_mustache
      }
    return try MustacheTemplate(string: Self.text(page)).render(values, library: parts)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
