import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// `croton cache`: what it says about the cache, and what it removes.
struct CacheCommandTests {
  private func withCache(_ body: (Program, _ directory: String) throws -> Void) throws {
    try withCroton { croton in
      try body(croton.withOwnCache, "\(croton.folder)/cache/croton")
    }
  }

  private func expect(
    _ command: String, _ output: String, status: Int32 = 0, by croton: Program,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let result = try croton.run(command)
    #expect(result.errors == "", sourceLocation: sourceLocation)
    #expect(result.output == output, sourceLocation: sourceLocation)
    #expect(result.status == status, sourceLocation: sourceLocation)
  }

  @Test func anEmptyCache() throws {
    try withCache { croton, directory in
      try expect(
        "cache",
        """
        folder   \(directory)
        entries  0
        size     0 B
        limit    none

        """, by: croton)
      try expect("cache list", "function  size  last use  compiler  key\n", by: croton)
      try expect("cache verify", "0 of 0 entries intact\n", by: croton)
      try expect("cache clear", "removed 0 entries, 0 B\n", by: croton)
      try expect(
        "cache list --json", #"{"directory":"\#(directory)","entries":[]}"# + "\n", by: croton)
    }
  }

  @Test func whatIsInIt() throws {
    try withCache { croton, directory in
      let compiled = try croton.run("compile softmax --data digits --batch-size 5")
      #expect(compiled.status == 0, "\(compiled.errors)")
      let keys = compiled.lines.compactMap { $0.split(separator: "/").last.map(String.init) }
      let json = try croton.run("cache list --json")
      struct Listing: Decodable {
        struct Entry: Decodable {
          let key: String
          let function: String
          let byteCount: Int
          let lastUse: Date
          let compiler: String
          let isForThisProcessor: Bool
          let isCompiled: Bool
        }
        let directory: String
        let entries: [Entry]
      }
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      let listing = try decoder.decode(Listing.self, from: Data(json.output.utf8))
      #expect(listing.directory == directory)
      #expect(Set(listing.entries.map(\.key)) == Set(keys))
      #expect(Set(listing.entries.map(\.function)) == ["train", "validate", "test"])
      for entry in listing.entries {
        #expect(entry.isCompiled && entry.isForThisProcessor)
        #expect(entry.compiler.hasPrefix("/"))
        let folder = "\(directory)/\(entry.key)"
        let size = try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) {
          let file = try FileManager.default.attributesOfItem(atPath: "\(folder)/\($1)")
          return $0 + (file[.size] as? Int ?? 0)
        }
        #expect(entry.byteCount == size)
        #expect(abs(entry.lastUse.timeIntervalSinceNow) < 600)
      }
      let table = try croton.run("cache list").lines
      #expect(table.count == 4)
      for (line, entry) in zip(table.dropFirst(), listing.entries) {
        #expect(line.hasPrefix("\(entry.function) "))
        #expect(line.hasSuffix(" \(entry.compiler)  \(entry.key)"))
      }
      try expect("cache verify", "3 of 3 entries intact\n", by: croton)

      // One is cut off: said, set aside, compiled again.
      let path = "\(directory)/\(keys[0])/library.so"
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: 100)
      try handle.close()
      try expect(
        "cache verify",
        "\(keys[0]) does not match its digest: set aside\n2 of 3 entries intact\n", status: 1,
        by: croton)
      try expect("cache verify", "2 of 2 entries intact\n", by: croton)
      let again = try croton.run("compile softmax --data digits --batch-size 5")
      #expect(again.lines.map { $0.contains("was in the cache") } == [false, true, true])
      try expect("cache verify", "3 of 3 entries intact\n", by: croton)
      let cleared = try croton.run("cache clear")
      #expect(cleared.output.hasPrefix("removed 3 entries, "))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
    }
  }

  @Test func aLimit() throws {
    try withCache { croton, directory in
      #expect(try croton.run("compile softmax --data digits --batch-size 5").status == 0)
      let overview = """
        folder   \(directory)
        entries  0
        size     0 B
        limit    1.0 B

        """
      let result = try croton.run("cache --limit 1")
      #expect(result.lines.first?.hasPrefix("removed 3 entries, ") == true)
      #expect(
        result.lines.dropFirst().joined(separator: "\n") + "\n"
          == overview.replacing("1.0 B", with: "1 B"))
      // What a compilation has just made stays.
      #expect(try croton.run("compile softmax --data digits --batch-size 5").status == 0)
      #expect(try croton.run("cache list").lines.count == 4)
      // The next one takes its place.
      #expect(try croton.run("compile softmax --data digits --batch-size 10").status == 0)
      #expect(try croton.run("cache list").lines.count == 4)
      for (size, limit) in [
        ("500MB", "500.0 MB"), ("1GB", "1.0 GB"), ("2GiB", "2.1 GB"), ("1.5gb", "1.5 GB"),
        ("123456", "123.5 KB"), ("none", "none"),
      ] {
        let lines = try croton.run("cache --limit \(size)").lines
        #expect(lines.last == "limit    \(limit)", "\(lines)")
      }
    }
  }

  @Test(arguments: ["12XB", "GB", "-5", "1e9", "1.5", "1..5GB", "99999999999GB", "None"])
  func aSizeThatIsNone(size: String) throws {
    try withCache { croton, _ in
      let result = try croton.run(["cache", "--limit=\(size)"])
      #expect(
        result.errors.hasPrefix(
          "Error: --limit is '\(size)'; expected a size such as 500MB, 1GB or 2GiB, a number of "
            + "bytes, or none.\n"), "\(result.errors)")
      #expect(result.status == 64)
    }
  }

  @Test func mistakes() throws {
    try withCache { croton, directory in
      for command in ["list", "verify", "clear"] {
        let both = try croton.run("cache --limit 1GB \(command)")
        #expect(
          both.errors.hasPrefix(
            "Error: --limit is an option of 'cache' alone; expected no list, verify or clear after "
              + "it.\n"), "\(both.errors)")
        #expect(both.status == 64)
      }
      let word = try croton.run("cache lst")
      #expect(
        word.errors == """
          Error: 'croton cache' has no 'lst'. Did you mean 'list'?
          It has list, verify, clear; see 'croton cache --help'.

          """)
      let option = try croton.run("cache --limits 1GB")
      #expect(
        option.errors.hasPrefix("Error: Unknown option '--limits'. Did you mean '--limit'?\n"))
      #expect(option.status == 64)

      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
      try Data("a lot\n".utf8).write(to: URL(fileURLWithPath: "\(directory)/limit"))
      let unreadable = try croton.run("cache")
      #expect(
        unreadable.errors == """
          Error: the limit of the kernel cache cannot be read from \(directory)/limit: expected a \
          number of bytes
          Set it anew with: croton cache --limit 1GB

          """)
      #expect(unreadable.status == 1)
      #expect(try croton.run("cache --limit 1GB").status == 0)
    }
  }

  @Test func measurementsStayUnlessTheyAreToGo() throws {
    try withCache { croton, directory in
      #expect(try croton.runTiny("tune", "--steps 1").status == 0)
      let tuned = { try FileManager.default.contentsOfDirectory(atPath: "\(directory)/tuned") }
      let count = try tuned().count
      #expect(count > 0)
      #expect(try croton.run("cache clear").status == 0)
      #expect(try tuned().count == count)
      #expect(try croton.run("cache clear --tuning").status == 0)
      #expect(!FileManager.default.fileExists(atPath: "\(directory)/tuned"))
    }
  }
}
