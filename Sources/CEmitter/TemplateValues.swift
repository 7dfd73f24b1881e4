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

extension TemplateValues {
  /// All members by their names, those of groups and of members that are values themselves
  /// included.
  ///
  /// Reflection takes longer than all else that a template needs: here it looks at each member
  /// once, and not once for each tag.
  fileprivate var members: [String: Any] {
    var members: [String: Any] = [:]
    var groups: [String: Any] = [:]
    for (label, value) in Mirror(reflecting: self).children {
      guard let label, let member = memberOfTemplate(value) else { continue }
      members[label] = member
      guard value is any TemplateValueGroup, let group = member as? [String: Any] else { continue }
      groups.merge(group) { first, _ in first }
    }
    return members.merging(groups) { own, _ in own }
  }
}

/// A value as the template engine takes it: an absent optional is none, one that is there is what
/// it holds.
private func memberOfTemplate(_ value: Any) -> Any? {
  switch value {
  case is String, is Int, is Bool: return value
  case let values as any TemplateValues: return values.members
  default: break
  }
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional: return mirror.children.first.flatMap { memberOfTemplate($0.value) }
  case .collection: return mirror.children.compactMap { memberOfTemplate($0.value) }
  default: return value
  }
}

extension KernelTemplateValues {
  /// The text of the template with the values put in.
  ///
  /// - Throws: the template engine's error where the template itself is malformed.
  package func render() throws -> String { try Self.template.render(members) }

  /// The same for the place of a tag on a line of its own in another template: without the end of
  /// the last line.
  ///
  /// - Throws: as ``render()`` does.
  package func statements() throws -> String {
    let text = try render()
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
