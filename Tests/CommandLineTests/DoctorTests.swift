import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// `croton doctor`: what it says about a machine.
struct DoctorTests {
  private func changed(_ croton: Program, _ changes: [String: String]) -> Program {
    Program(path: croton.path, folder: croton.folder, changes: changes).withOwnCache
  }

  @Test func allIsThere() throws {
    try withCroton { croton in
      let result = try croton.withOwnCache.run("doctor")
      #expect(result.errors == "")
      #expect(result.status == 0, "\(result.output)")
      let parts = result.lines.map {
        $0.dropFirst(9).prefix(10).trimmingCharacters(in: .whitespaces)
      }
      #expect(
        parts == ["C compiler", "cache", "OpenMP", "BLAS", "MPI", "processor", "threads", "memory"])
      let path = "\(croton.folder)/cache/croton"
      #expect(result.output.contains("ok       cache       \(path): 0 entries, 0 B, no limit, "))
      #expect(
        result.output.contains(
          "ok       OpenMP      a small function was compiled, loaded and run on 2 of 2 threads\n"))
      // What it tried is not kept.
      #expect(try croton.withOwnCache.run("cache verify").output == "0 of 0 entries intact\n")
    }
  }

  @Test func withoutACompiler() throws {
    try withCroton { croton in
      let program = changed(croton, ["CC": "no-cc"])
      let result = try program.run("doctor")
      #expect(result.status == 1)
      #expect(
        result.lines.first
          == "error    C compiler  cannot find the C compiler 'no-cc', which $CC names")
      #expect(
        result.output.contains(
          "\n" + String(repeating: " ", count: 21) + "→ Install one with: apt-get install gcc\n"))
      struct Check: Decodable {
        struct Finding: Decodable {
          let part: String
          let status: String
          let detail: String
          let remedy: String?
        }
        let findings: [Finding]
      }
      let json = try program.run("doctor --json")
      #expect(json.status == 1)
      let check = try JSONDecoder().decode(Check.self, from: Data(json.output.utf8))
      let compiler = try #require(check.findings.first)
      #expect(compiler.part == "C compiler")
      #expect(compiler.status == "error")
      #expect(compiler.remedy == "Install one with: apt-get install gcc")
      #expect(check.findings.allSatisfy { ["ok", "warning", "error"].contains($0.status) })
    }
  }

  @Test func whatOnlyOptionsNeedIsAWarning() throws {
    try withCroton { croton in
      let result = try changed(croton, ["MPICC": "no-mpicc"]).run("doctor")
      #expect(result.status == 0, "\(result.output)")
      #expect(
        result.output.contains(
          "warning  MPI         cannot find the MPI compiler 'no-mpicc', which $MPICC names\n"))
      #expect(result.output.contains("only --distributed needs it\n"))
      #expect(
        result.output.contains(
          "→ Install one with: sudo apt-get install libopenmpi-dev openmpi-bin\n"))
    }
  }
}
