import Foundation
import Testing

@testable import Diagnostics

@Suite struct PeakMemoryTests {
  @Test func readsTheLineOfTheSystem() {
    let status = "Name:\tcroton\nVmPeak:\t  900 kB\nVmHWM:\t   13428 kB\nVmRSS:\t   1 kB\n"
    #expect(PeakMemory.residentPeak(inStatus: status) == 13428 * 1024)
    #expect(PeakMemory.residentPeak(inStatus: "VmPeak:\t  900 kB\n") == nil)
    #expect(PeakMemory.residentPeak(inStatus: "VmHWM:\n") == nil)
  }

  @Test func staysWhenMemoryGoes() {
    let byteCount = 1 << 28
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    // Within what was allocated; only memory that is written is there.
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: byteCount)
    memory.deallocate()
    #expect(PeakMemory.byteCount() >= byteCount)
    #expect(PeakMemory.byteCount() < 1 << 40)
  }
}
