import Synchronization
import Testing

@testable import Toolchain

@Suite struct SystemThreadsTests {
  @Test(arguments: [0, 1, 2, 1000])
  func callsOnceForEachNumber(count: Int) {
    let numbers = Mutex<[Int]>([])
    SystemThreads.forEach(count) { number in numbers.withLock { $0.append(number) } }
    #expect(numbers.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test func nests() {
    let sum = Atomic<Int>(0)
    SystemThreads.forEach(8) { outer in
      SystemThreads.forEach(8) { sum.wrappingAdd(8 * outer + $0, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 63 * 64 / 2)
  }

  @Test func findsWhatCanBeStarted() {
    #expect([-1, 0, 1, 5].map(SystemThreads.startable) == [0, 0, 1, 5])
    #expect([-1, 0, 1, 4, 2, 4, 1].map(ThreadRuntime.threadCount) == [1, 1, 1, 4, 2, 4, 1])
  }
}
