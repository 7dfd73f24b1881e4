import Testing

@testable import Toolchain

@Suite struct HostProcessorTests {
  private func processor(
    cpuInfo: String, _ architecture: HostProcessor.Architecture = .x86_64
  ) -> HostProcessor {
    HostProcessor(
      architecture: architecture, features: HostProcessor.features(cpuInfo: cpuInfo), coreCount: 4)
  }

  @Test func readsAVX512() {
    let host = processor(
      cpuInfo: """
        processor\t: 0
        vendor_id\t: AuthenticAMD
        model name\t: AMD EPYC 9654 96-Core Processor
        flags\t\t: fpu sse sse2 avx avx2 fma avx512f avx512bw
        vmx flags\t: vnmi

        processor\t: 1
        flags\t\t: fpu only_of_the_second
        """)
    #expect(host.features == ["avx", "avx2", "avx512bw", "avx512f", "fma", "fpu", "sse", "sse2"])
    #expect(host.vectorBytes == 64)
  }

  @Test func readsAVX2() {
    let host = processor(cpuInfo: "processor\t: 0\nflags\t\t: sse2 fma avx2 avx sse2\n")
    #expect(host.features == ["avx", "avx2", "fma", "sse2"])
    #expect(host.vectorBytes == 32)
  }

  @Test func readsSSE2() {
    let host = processor(cpuInfo: "processor\t: 0\nflags\t\t: sse sse2 ssse3\n")
    #expect(host.features == ["sse", "sse2", "ssse3"])
    #expect(host.vectorBytes == 16)
  }

  @Test func readsARM() {
    let host = processor(
      cpuInfo: """
        processor\t: 0
        BogoMIPS\t: 243.75
        Features\t: fp asimd evtstrm aes asimddp sve
        CPU implementer\t: 0x41
        """, .arm64)
    #expect(host.features == ["aes", "asimd", "asimddp", "evtstrm", "fp", "sve"])
    #expect(host.vectorBytes == 16)
  }

  @Test(arguments: ["", "processor : 0", "flags", "flags :", ":::\n\n:", "flagship : avx512f"])
  func readsNothingFromOtherText(cpuInfo: String) {
    let host = processor(cpuInfo: cpuInfo)
    #expect(host.features == [])
    #expect(host.vectorBytes == 16)
  }

  @Test(arguments: [
    ("0", 1), ("0-1", 2), ("0,4-7", 5), ("0-15,32-47", 32), ("", nil), ("x", nil), ("3-1", nil),
    ("0-", nil), ("-", nil), ("1-2-3", nil), ("0,,1", nil), ("0-99999999999999999999", nil),
  ])
  func countsAllowedCores(list: String, count: Int?) {
    let status = "Name:\tcroton\nCpus_allowed:\tffff\nCpus_allowed_list:\t\(list)\nSeccomp:\t0\n"
    #expect(HostProcessor.allowedCoreCount(processStatus: status) == count)
  }

  @Test func countsNoCoresWhereNoneAreListed() {
    #expect(HostProcessor.allowedCoreCount(processStatus: "Name:\tcroton\n") == nil)
  }

  @Test func readsSysctl() {
    let intel: [String: Int32] = [
      "hw.optional.avx1_0": 1, "hw.optional.avx2_0": 1, "hw.optional.avx512f": 0,
      "hw.optional.fma": 1,
    ]
    #expect(HostProcessor.features { intel[$0] } == ["avx", "avx2", "fma"])
    let apple: [String: Int32] = ["hw.optional.AdvSIMD": 1, "hw.optional.arm.FEAT_BF16": 1]
    #expect(HostProcessor.features { apple[$0] } == ["asimd", "bf16"])
  }

  @Test func sortsFeaturesAndHasACore() {
    let host = HostProcessor(architecture: .other, features: ["b", "a", "b"], coreCount: 0)
    #expect(host.features == ["a", "b"])
    #expect(host.coreCount == 1)
  }

  #if os(Linux)
    @Test func countsTheCoresThatTheShellCounts() throws {
      let result = try Command(program: "/usr/bin/nproc", arguments: []).run(environment: [:])
      #expect(HostProcessor.current().coreCount == Int(result.output.dropLast()))
    }
  #endif

  @Test func knowsThisMachine() {
    let host = HostProcessor.current()
    #expect(host.coreCount >= 1)
    #expect([16, 32, 64].contains(host.vectorBytes))
    #if arch(x86_64)
      #expect(host.architecture == .x86_64)
      #if os(Linux)
        // Part of the architecture, so its absence would mean that nothing was read.
        #expect(host.features.contains("sse2"))
      #endif
    #elseif arch(arm64)
      #expect(host.architecture == .arm64)
      #expect(host.features.contains("asimd"))
    #endif
  }
}
