/// What can be wrong with the shape of examples.
enum ShapeError: FormatError {
  case noImages(shape: [Int])
  case noPicture(shape: [Int])
  case arrayShape(expected: [Int], found: [Int])

  var description: String {
    switch self {
    case .noImages(let shape):
      "expected images of one or three channels, got examples of \(ErrorText.sizes(shape)) values"
    case .noPicture(let shape):
      "expected a table or a NumPy array with examples of \(ErrorText.sizes(shape)) values, got another file"
    case .arrayShape(let expected, let found):
      "expected an array of shape \(ErrorText.shape(expected)), or several of them along a first"
        + " axis, got \(ErrorText.shape(found))"
    }
  }
}
