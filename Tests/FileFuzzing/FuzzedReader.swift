import Foundation
import TestSupport

/// A reader of files, as fuzzing calls it: any bytes are read or refused in words.
package struct FuzzedReader: Sendable {
  /// The name, which is that of the folder of its seeds.
  package let name: String
  /// The most memory that reading a file takes.
  package let memory: MemoryBound
  let format: any MutableFormat
  let read: @Sendable (_ bytes: [UInt8], _ folder: ScratchFolder) throws -> Void

  /// All readers.
  package static let all: [FuzzedReader] = datasets + images + training + texts

  /// - Parameters:
  ///   - format: what mutations keep intact.
  ///   - read: reads a file of these bytes, and throws an error where it is refused.
  init(
    _ name: String, _ format: any MutableFormat, memory: MemoryBound,
    read: @escaping @Sendable (_ bytes: [UInt8], _ folder: ScratchFolder) throws -> Void
  ) {
    self.name = name
    self.format = format
    self.memory = memory
    self.read = read
  }

  /// Reads a file of some bytes.
  ///
  /// - Returns: the words with which it is refused; `nil` where it is read.
  /// - Throws: `FuzzFinding`.
  @discardableResult
  package func run(_ bytes: [UInt8], in folder: ScratchFolder) throws(FuzzFinding) -> String? {
    var refusal: String?
    var failure: FuzzFinding?
    let peak = HeapMeter.peak {
      do {
        try read(bytes, folder)
      } catch {
        refusal = "\(error)"
        if !Self.isRefusal(error) { failure = .error("\(type(of: error)): \(error)") }
      }
    }
    if let failure { throw failure }
    if let refusal, refusal.isEmpty { throw .error("a refusal without words") }
    if let peak, peak > memory.byteCount(ofFile: bytes.count) {
      throw .memory(peak, allowed: memory.byteCount(ofFile: bytes.count), file: bytes.count)
    }
    return refusal
  }

  /// The bytes with a mutation that keeps the format, mostly.
  ///
  /// - Parameter changeBytes: changes a part of a file in some way.
  package func mutated(
    _ bytes: [UInt8], seed: UInt64,
    changeBytes: @escaping ([UInt8], inout SeededGenerator) -> [UInt8] = changedBytes
  ) -> [UInt8] {
    var mutation = Mutation(random: SeededGenerator(seed: seed), changeBytes: changeBytes)
    return format.mutated(bytes, by: &mutation)
  }

  /// The files that it is fuzzed from: small ones of real programs.
  package func seeds() throws -> [FuzzedFile] { try FuzzedFile.all(in: "Seeds", of: name) }

  /// Every file that it once failed at.
  package func failures() throws -> [FuzzedFile] { try FuzzedFile.all(in: "Failures", of: name) }
}

/// What a reader must not do.
package enum FuzzFinding: Error, CustomStringConvertible {
  /// An error that is not one of a reader's.
  case error(String)
  /// More memory than the bound.
  case memory(Int, allowed: Int, file: Int)

  package var description: String {
    switch self {
    case .error(let error): "expected an error of a reader, got \(error)"
    case .memory(let peak, let allowed, let file):
      "expected at most \(allowed) bytes of memory for a file of \(file), got \(peak)"
    }
  }
}

/// The most memory of the heap that reading a file takes: so many bytes, and so many for each byte
/// of the file.
package struct MemoryBound: Sendable {
  package let fixed: Int
  package let multiple: Int

  init(fixed: Int, multiple: Int) {
    self.fixed = fixed
    self.multiple = multiple
  }

  func byteCount(ofFile size: Int) -> Int { fixed + multiple * size }
}

/// A file of the folders of seeds and failures.
package struct FuzzedFile: Sendable {
  package let path: String
  package let bytes: [UInt8]

  static func all(in folder: String, of reader: String) throws -> [FuzzedFile] {
    guard let resources = Bundle.module.resourceURL else { return [] }
    let url = resources.appending(path: "\(folder)/\(reader)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return try names.sorted().map { name in
      let file = url.appending(path: name)
      return FuzzedFile(path: file.path, bytes: [UInt8](try Data(contentsOf: file)))
    }
  }
}
