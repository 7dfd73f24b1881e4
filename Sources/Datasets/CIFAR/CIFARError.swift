/// What can be wrong with files of CIFAR.
enum CIFARError: FormatError {
  case classNames(expected: Int, found: Int)

  var description: String {
    switch self {
    case .classNames(let expected, let found):
      "expected the names of \(expected) classes, got \(found)"
    }
  }
}
