import GraphIR

/// The struct of a kernel's thread-local workspace: its arrays of vectors, one after the other.
struct WorkspaceEmitter {
  struct Member {
    let name: String
    let extents: [Int]
    let comment: String
  }

  let element: ElementType
  /// The size that the schedule has planned, to which the members add up.
  let byteCount: Int
  let members: [Member]
  /// What a reader should know about the extents.
  var note: String?

  /// The name of the struct, which is written if no kernel before has an equal one.
  func name(_ name: String, _ helpers: inout HelperFunctions) -> String {
    helpers.name(name, render)
  }

  private func render(_ name: String) -> String {
    var text = CWriter()
    text.add("/* The memory of one thread\(note.map { "; \($0)" } ?? ""). */")
    text.add("struct \(name) {")
    for member in members {
      let extents = member.extents.map { "[\($0)]" }.joined()
      text.add("  \(element.cVector) \(member.name)\(extents); /* \(member.comment) */")
    }
    text.add("};")
    text.add("CROTON_CHECK_SIZE(\(name), \(byteCount)); /* as the caller allocates it */")
    return text.text
  }
}
