import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct FoldSlicesTests {
  @Test func readsAPartFromWhereItComesFrom() throws {
    var builder = GraphBuilder()
    let a = try builder.input(0, [2, 4])
    let b = try builder.input(1, [3, 4])
    let joined = try builder.apply(.concatenate(axis: 0, count: 2), a, b)
    let rows = try builder.apply(
      .slice(Slicing(of: [5, 4], axis: 0, start: 2, extent: 3)), joined)
    let columns = try builder.apply(
      .slice(Slicing(of: [3, 4], axis: 1, start: 1, extent: 2)), rows)
    try check(
      .foldSlices, builder.graph(columns),
      """
      graph f
      %0 = input(0) : double(2, 4)
      %1 = input(1) : double(3, 4)
      %2 = concatenate(axis: 0) %0, %1 : double(5, 4)
      %3 = slice(2 ..< 5, 0 ..< 4) %2 : double(3, 4)
      %4 = slice(0 ..< 3, 1 ..< 3) %3 : double(3, 2)
      output 0 = %4
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 4)
        %1 = input(1) : double(3, 4)
        %2 = slice(0 ..< 3, 1 ..< 3) %1 : double(3, 2)
        output 0 = %2
        """)
  }

  @Test func joinsStepsBackwardsToo() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [10])
    let backwards = try builder.apply(
      .slice(Slicing(starts: [8], steps: [-2], extents: [4])), x)
    let part = try builder.apply(
      .slice(Slicing(starts: [3], steps: [-2], extents: [2])), backwards)
    try check(
      .foldSlices, builder.graph(part),
      """
      graph f
      %0 = input(0) : double(10,)
      %1 = slice(8 ..> 0 by -2) %0 : double(4,)
      %2 = slice(3 ..> -1 by -2) %1 : double(2,)
      output 0 = %2
      """,
      becomes: """
        graph f
        %0 = input(0) : double(10,)
        %1 = slice(2 ..< 10 by 4) %0 : double(2,)
        output 0 = %1
        """)
  }

  @Test func dropsPartsThatAreWhole() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 3])
    let middle = Slicing(starts: [1, 1], steps: [1, 1], extents: [2, 3])
    let padded = try builder.apply(.place(middle, [4, 5]), x)
    let again = try builder.apply(.slice(middle), padded)
    let whole = try builder.apply(.slice(Slicing(of: [2, 3], axis: 0, start: 0, extent: 2)), again)
    let graph = builder.graph(whole)
    let result = try Pass.foldSlices.run(graph)
    #expect(result.roots[0].value == x)
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, result, using: &generator)
  }

  /// Parts of two tensors, parts with padding and parts of nothing.
  @Test func keepsWhatComesFromSeveralPlaces() throws {
    var builder = GraphBuilder()
    let a = try builder.input(0, [2, 4])
    let joined = try builder.apply(.concatenate(axis: 0, count: 2), a, a)
    let both = try builder.apply(
      .slice(Slicing(of: [4, 4], axis: 0, start: 1, extent: 2)), joined)
    let strided = try builder.apply(
      .slice(Slicing(of: [4, 4], axis: 0, start: 3, step: -3, extent: 2)), joined)
    let padded = try builder.apply(
      .place(Slicing(of: [3, 4], axis: 0, start: 1, extent: 2), [3, 4]), a)
    let border = try builder.apply(
      .slice(Slicing(of: [3, 4], axis: 0, start: 0, extent: 2)), padded)
    let none = try builder.apply(
      .slice(Slicing(of: [4, 4], axis: 0, start: 4, extent: 0)), joined)
    let graph = builder.graph(both, strided, border, none)
    #expect(try Pass.foldSlices.run(graph).isIdentical(to: graph))
  }

  /// A step so large that there is one position only, of a part whose positions lie apart.
  @Test func stepsThatDoNotCountDoNotOverflow() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [10])
    let apart = try builder.apply(.slice(Slicing(starts: [1], steps: [3], extents: [3])), x)
    let one = try builder.apply(
      .slice(Slicing(starts: [2], steps: [Int.max], extents: [1])), apart)
    let result = try Pass.eliminateDeadCode.run(Pass.foldSlices.run(builder.graph(one)))
    #expect(result.nodes.map(\.operation.description) == ["input(0)", "slice(7 ..< 8)"])
  }

  @Test func randomPartsOfPartsKeepAllBits() throws {
    var generator = SeededGenerator.announced()
    for _ in 0..<200 {
      var builder = GraphBuilder()
      var value = try builder.input(0, [4, 5])
      let other = try builder.input(1, [3, 5])
      for _ in 0..<Int.random(in: 2...5, using: &generator) {
        value = try random(value, other, in: &builder, using: &generator)
      }
      let graph = builder.graph(value)
      let result = try Pass.foldSlices.run(graph)
      try GraphVerifier(after: Pass.foldSlices.name).verify(result)
      #expect(try Pass.foldSlices.run(result).isIdentical(to: result), "\(graph)")
      try expectSameValues(graph, result, using: &generator)
    }
  }

  private func random(
    _ value: Value, _ other: Value, in builder: inout GraphBuilder,
    using generator: inout SeededGenerator
  ) throws -> Value {
    let shape = builder.type(of: value).shape
    switch Int.random(in: 0..<6, using: &generator) {
    case 0 where shape[1] == 5:
      return try builder.apply(.concatenate(axis: 0, count: 2), value, other)
    case 1:
      let starts = (0..<2).map { _ in Int.random(in: 0...2, using: &generator) }
      let placed = Slicing(starts: starts, steps: [1, 1], extents: shape.extents)
      let padded = Shape((0..<2).map { starts[$0] + shape[$0] + 1 })
      let around = try builder.apply(.place(placed, padded), value)
      return Bool.random(using: &generator) ? around : try builder.apply(.slice(placed), around)
    default:
      return try builder.apply(.slice(randomSlicing(of: shape, using: &generator)), value)
    }
  }

  private func randomSlicing(of shape: Shape, using generator: inout SeededGenerator) -> Slicing {
    var (starts, steps, extents): ([Int], [Int], [Int]) = ([], [], [])
    for extent in shape.extents {
      let step = [1, 1, 2, -1, -2].randomElement(using: &generator) ?? 1
      let start = extent == 0 ? 0 : Int.random(in: 0..<extent, using: &generator)
      let room = extent == 0 ? 0 : (step > 0 ? extent - 1 - start : start) / abs(step) + 1
      starts.append(start)
      steps.append(step)
      extents.append(room == 0 ? 0 : Int.random(in: 1...room, using: &generator))
    }
    return Slicing(starts: starts, steps: steps, extents: extents)
  }
}
