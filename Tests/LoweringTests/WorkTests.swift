import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct WorkTests {
  private func isSmall(
    images: Int, threadedWork: Int = 1 << 18, threads: Int? = nil
  ) throws -> Bool {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([images, 784]))
    let w = try builder.shared(0, float([784, 10]))
    let y = try builder.apply(
      .softmax, builder.apply(.dot(transposesLeft: false, transposesRight: false), x, w))
    let schedule = try Lowering.schedule(
      builder.graph(outputs: [y]),
      for: Target(registerBytes: 64, threads: threads, threadedWork: threadedWork))
    return schedule.isSmall(schedule.kernels)
  }

  @Test func oneImageIsNotWorthAThread() throws {
    #expect(try isSmall(images: 1))
    #expect(try !isSmall(images: 600))
    #expect(try !isSmall(images: 1, threadedWork: 0))
  }

  @Test func oneThreadSharesNothing() throws {
    #expect(try isSmall(images: 600, threads: 1))
    #expect(try !isSmall(images: 600, threads: 2))
  }

  @Test func aTableIsAsMuchWorkAsItsRowsThatAreRead() throws {
    var builder = GraphBuilder()
    let table = try builder.shared(0, float([100_000, 8]))
    let numbers = try builder.input(0, TensorType(.int64, [5]))
    let rows = try builder.apply(.take(), table, numbers)
    let taken = try builder.schedule(outputs: [rows])
    #expect(taken.isSmall(taken.kernels))
    let doubled = try builder.apply(.add, table, table)
    let all = try builder.schedule(outputs: [doubled])
    #expect(!all.isSmall(all.kernels))
  }
}
