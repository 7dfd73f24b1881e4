import KernelTemplates
import Mustache

/// The values of a template's tags: each member is a tag.
///
/// The members of a member that is itself a group of values are tags too, so that templates share
/// what they have in common. The types are decodable so that a test can list their members, and
/// compare them with the templates' tags.
package protocol TemplateValues: MustacheParent, Decodable, Sendable {}

/// The values of one whole template.
package protocol KernelTemplateValues: TemplateValues {
  static var template: KernelTemplate { get }
}

/// Values that several templates have in common.
package protocol TemplateValueGroup: TemplateValues {}

extension TemplateValues {
  package func child(named name: String) -> Any? {
    let members = Mirror(reflecting: self).children
    if let member = members.first(where: { $0.label == name }) {
      // A member that is an absent optional is no value, as one that is there is the value alone.
      let mirror = Mirror(reflecting: member.value)
      return mirror.displayStyle == .optional ? mirror.children.first?.value : member.value
    }
    return members.lazy.compactMap { ($0.value as? any TemplateValueGroup)?.child(named: name) }
      .first
  }
}

extension KernelTemplateValues {
  /// The text of the template with the values put in.
  ///
  /// - Throws: the template engine's error where the template itself is malformed.
  package func render() throws -> String { try Self.template.render(self) }
}
