import Croton

/// The text of `doctor`: a line for each part, and what mends it below.
enum DoctorText {
  static func text(of check: SystemCheck) -> String {
    let width = check.findings.map(\.part.count).max() ?? 0
    return check.findings.map { finding in
      let part = finding.part.padding(to: width)
      let lines = finding.detail.split(separator: "\n").map(String.init)
      let indent = String(repeating: " ", count: 7 + 2 + width + 2)
      let first = "\(finding.status.rawValue.padding(to: 7))  \(part)  \(lines.first ?? "")"
      let rest = lines.dropFirst() + (finding.remedy.map { ["→ \($0)"] } ?? [])
      return ([first] + rest.map { indent + $0 }).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
