import Diagnostics

/// What can be wrong with the extents of a layer: the words that a user reads.
enum LayerError: Error, Equatable, CustomStringConvertible {
  case extent(layer: String, Int)
  case tableRows(layer: String, rows: Int, outputMaps: Int)

  var description: String {
    switch self {
    case .extent(let layer, let extent):
      "'\(layer)': filters of extent \(extent); expected at least 1"
    case .tableRows(let layer, let rows, let maps):
      "'\(layer)': a table of \(rows) \(rows == 1 ? "row" : "rows") for \(maps) output maps; "
        + "expected a row for each"
    }
  }

  func error(at location: SourceLocation) -> ModelError {
    ModelError([Diagnostic(location: location, message: description)])
  }
}
