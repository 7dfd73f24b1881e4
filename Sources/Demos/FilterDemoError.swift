/// What can be wrong with an image for the demonstration.
package enum FilterDemoError: Error, Sendable, Equatable, CustomStringConvertible {
  case image(width: Int, height: Int, channels: Int, extent: Int)

  package var description: String {
    switch self {
    case .image(let width, let height, let channels, let extent):
      "the image has \(width) x \(height) pixels with \(channels) channels; "
        + "expected at least \(extent) x \(extent) pixels with 3 channels"
    }
  }
}
