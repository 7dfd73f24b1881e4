import Foundation

/// How a folder of conformance vectors came out.
package struct ConformanceReport: Sendable {
  /// The files in alphabetical order.
  package let files: [FileReport]

  /// Whether no case failed and no file is malformed.
  package var isSuccess: Bool { files.allSatisfy(\.isSuccess) }

  /// The report as a JSON object, for machines.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      let object = Encoded(files: files.map(EncodedFile.init), success: isSuccess)
      return String(decoding: try encoder.encode(object), as: UTF8.self)
    }
  }

  private struct Encoded: Encodable {
    let files: [EncodedFile]
    let success: Bool
  }

  private struct EncodedFile: Encodable {
    let file: String
    let passed: Int
    let failed: Int
    let skipped: Int
    let failures: [EncodedRemark]
    let skips: [EncodedRemark]
    /// Why nothing of the file was run.
    let error: String?
    /// Whether the file has the form of no conformance vectors.
    let unknown: Bool

    init(_ report: FileReport) {
      file = report.name
      passed = report.passed
      failed = report.failures.count
      skipped = report.skips.count
      failures = report.failures.map(EncodedRemark.init)
      skips = report.skips.map(EncodedRemark.init)
      switch report.refusal {
      case .malformed(let malformation): (error, unknown) = ("\(malformation)", false)
      case .unknownForm: (error, unknown) = (nil, true)
      case nil: (error, unknown) = (nil, false)
      }
    }
  }

  private struct EncodedRemark: Encodable {
    let name: String
    let detail: String

    init(_ remark: FileReport.Remark) {
      name = remark.name
      detail = remark.detail
    }
  }
}
