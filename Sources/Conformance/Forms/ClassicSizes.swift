/// How many parameters the layers of the networks have, and the shapes of their maps.
struct ClassicSizes: Decodable, Sendable {
  private let param_counts: [String: Int]?
  private let map_sizes: [String: [Int]]?
  private let tutorial_param_counts: [String: Int]?

  var vectorCases: [VectorCase] {
    let names =
      (param_counts ?? [:]).keys.sorted().map { "param_counts \($0)" }
      + (map_sizes ?? [:]).keys.sorted().map { "map_sizes \($0)" }
      + (tutorial_param_counts ?? [:]).keys.sorted().map { "tutorial_param_counts \($0)" }
    return names.map { VectorCase($0, skipped: "sizes of models are not run yet") }
  }
}
