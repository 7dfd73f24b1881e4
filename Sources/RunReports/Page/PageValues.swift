/// The values of the page in the template: each member is a tag. A section whose value is absent is
/// left out. A member that may be absent has a name that nothing around it has, since a tag without
/// a value is looked for further out.
struct PageValues {
  /// A named number.
  struct Fact {
    let name: String, value: String
  }

  /// A picture as a data URI, in the size that it is shown in.
  struct Picture {
    let source: String, alt: String
    let width: Int, height: Int
  }

  /// The rows of a table with a number of cells each.
  struct Table {
    struct Row {
      let head: String
      let cells: [String]
    }

    let columns: [String]
    let rows: [Row]
  }

  /// The confusion matrix.
  struct Confusion {
    struct Cell {
      let number: String, kind: String, shade: String
    }

    struct Row {
      let name: String
      let cells: [Cell]
    }

    let classes: [String]
    let isVertical: Bool
    let rows: [Row]
  }

  /// A misclassified image.
  struct Misclassification {
    let picture: Picture
    let expected: String, predicted: String, probability: String
  }

  /// The first convolution.
  struct Convolution {
    struct Filter {
      let number: Int
      let filter: Picture, map: Picture
    }

    let parameter: String, shown: String
    let inputPicture: [Picture]
    let filters: [Filter]
  }

  /// A kernel of a training step.
  struct Kernel {
    let name: String, duration: String, share: String, width: String, rate: String
  }

  /// The kernels of a training step.
  struct Kernels {
    let step: String, unit: String
    let kernels: [Kernel]
  }

  let title: String, style: String
  let model: String, started: String, startedText: String, folder: String, version: String
  let outcome: String?
  let notes: [String]
  let highlights: [Fact]
  let curves: [[ChartValues]]
  let confusion: Confusion?
  let classes: Table?
  let targets: Table?
  let misclassifications: [[Misclassification]]
  let convolution: Convolution?
  let network: Table
  let isOfLayers: Bool
  let kernels: Kernels
  let memory: [Fact], time: [Fact], settings: [Fact], machine: [Fact]
  let command: String?
}
