/// The values of the page about a sweep in the template: each member is a tag. A member that may be
/// absent has a name that nothing around it has, since a tag without a value is looked for further
/// out.
struct SweepPageValues {
  /// The plot, and its legend.
  struct Plot {
    /// The least and the greatest error.
    struct Scale {
      let low: String, high: String
    }

    let measure: String, bestText: String
    let scale: Scale?
    let failedText: String?
    let charts: [ParallelCoordinatesValues]
  }

  /// A row of the table of trials.
  struct Trial {
    let number: String
    let link: String?
    let isBest: Bool
    let cells: [String]
  }

  let title: String, style: String, version: String
  let model: String, options: String, folder: String
  let highlights: [PageValues.Fact]
  let plot: Plot?
  let columns: [String]
  let trials: [Trial]
  let failures: [[PageValues.Fact]]
  let variations: [PageValues.Fact], settings: [PageValues.Fact]
}
