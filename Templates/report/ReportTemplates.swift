import Mustache

/// The template of the page about a run.
package enum ReportTemplate {
  /// The style of the page, which the template puts into its head.
  package static var style: String {
    String(decoding: PackageResources.report_css, as: UTF8.self)
  }

  /// The page.
  ///
  /// - Parameter values: the values of the template's tags, as members.
  /// - Throws: the template engine's error where the template itself is malformed.
  package static func page(_ values: Any) throws -> String {
    try MustacheTemplate(
      string: String(decoding: PackageResources.report_html_mustache, as: UTF8.self)
    ).render(values)
  }
}
