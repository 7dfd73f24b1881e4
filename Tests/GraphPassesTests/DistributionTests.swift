import Diagnostics
import GraphIR
import GraphPasses
import Testing

/// The graphs of processes that split a minibatch.
@Suite struct DistributionTests {
  private let shard = BatchShard(rank: 1, of: 2, images: 64, granularity: 1)

  private func text(_ graph: Graph) throws -> [String] {
    try "\(Distribution(shard, inputs: [0, 1]).apply(to: graph))".split(separator: "\n").map {
      String($0)
    }
  }

  /// Tables of the images are taken from, and added to, by each process for its own images.
  @Test func tablesOfImagesAreSharedOut() throws {
    var builder = GraphBuilder()
    let tables = try builder.input(0, [64, 7], .float)
    let numbers = try builder.input(1, [64, 3], .int32)
    let taken = try builder.apply(.take(batchAxes: 1), tables, numbers)
    let added = try builder.apply(.scatterAdd(rows: 7, batchAxes: 1), taken, numbers)
    let sum = try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), added)
    let lines = try text(builder.graph(sum))
    #expect(
      lines.contains { $0.contains("take(batchAxes: 1) %0, %1 : float(32, 3)") }
        && lines.contains {
          $0.contains("scatterAdd(rows: 7, batchAxes: 1) %2, %1 : float(32, 7)")
        } && lines.contains { $0.contains("allReduce") }, "\(lines)")
  }

  /// A table that all processes have whole gives rows for each image, but its gradient adds them in
  /// the order of all images.
  @Test func aTableOfParametersIsWhole() throws {
    var builder = GraphBuilder()
    let table = try builder.shared(0, [9, 5], .float)
    let numbers = try builder.input(1, [64], .int32)
    let taken = try builder.apply(.take(), table, numbers)
    let sum = try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), taken)
    let lines = try text(builder.graph(sum))
    #expect(lines.contains { $0.contains("take %0, %1 : float(32, 5)") }, "\(lines)")
    let added = try builder.apply(.scatterAdd(rows: 9), taken, numbers)
    #expect {
      _ = try text(builder.graph(added))
    } throws: {
      "\($0)".contains(
        "scatterAdd: it adds rows of all images in order, so that processes cannot share a "
          + "minibatch")
    }
  }

  @Test func aFunctionReturnsNoRowsOfImages() throws {
    var builder = GraphBuilder()
    let input = try builder.input(0, [64, 7], .float)
    #expect {
      _ = try text(builder.graph(input))
    } throws: {
      "\($0)".hasSuffix(
        "error: input: the function returns a row for each image, so that processes cannot share a "
          + "minibatch")
    }
  }

  @Test func aTableOfTheImagesIsNotWhole() throws {
    var builder = GraphBuilder()
    let images = try builder.input(0, [64, 5], .float)
    let numbers = try builder.input(1, [64], .int32)
    let taken = try builder.apply(.take(), images, numbers)
    #expect {
      _ = try text(builder.graph(taken))
    } throws: {
      "\($0)".hasSuffix(
        "error: take: operand 0 has a row for each image, so that processes cannot share a "
          + "minibatch"
      )
    }
  }

  /// Many matrices are multiplied for each image by itself.
  @Test func matricesOfAllImagesAreNotMultiplied() throws {
    var builder = GraphBuilder()
    let images = try builder.input(0, [64, 2, 3], .float)
    let matrices = try builder.shared(0, [64, 3, 4], .float)
    let products = try builder.apply(
      .dot(transposesLeft: false, transposesRight: false), images, matrices)
    #expect {
      _ = try text(builder.graph(products))
    } throws: {
      "\($0)".hasSuffix(
        "error: dot: its matrices are of all images, so that processes cannot share a minibatch")
    }
  }

  /// Positions are computed again for the images of a process, through as many operations as there
  /// are, without a call for each.
  @Test func longChainsOfKnownRows() throws {
    var builder = GraphBuilder()
    let input = try builder.input(0, [64, 2], .int64)
    var known = try builder.apply(.iota([64, 2]))
    let one = try builder.constant(1, .int64)
    let count = 20_000
    for _ in 0..<count { known = try builder.apply(.add, known, one) }
    let sum = try builder.apply(
      .reduce(.sum, axes: [0], keepsDimensions: false), builder.apply(.add, input, known))
    let graph = try Distribution(shard, inputs: [0]).apply(to: builder.graph(sum))
    #expect(graph.nodes.count { $0.types[0].shape == [32, 2] } == count + 4)
    #expect(!graph.nodes.contains { $0.types[0].shape == [64, 2] })
  }
}
