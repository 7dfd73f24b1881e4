import Files

/// What can be wrong with IDX files.
enum IDXError: FormatError {
  case missingPart(String)
  case magicNumber(expected: Int, found: Int)
  case headerOverflows([Int])
  case headerIsEmpty([Int])
  case imageSize(expected: [Int], file: String, found: [Int])
  case labelCount(expected: Int, images: String, found: [Int])
  case noLabels
  case labelsAlone
  case severalSets([String])
  case onlyTestSet(String)

  var description: String {
    switch self {
    case .missingPart(let name): "expected a file \(name) or \(name).gz in this folder"
    case .magicNumber(let expected, let found):
      "expected the magic number \(ErrorText.hexadecimal(expected)) of an IDX file of unsigned bytes"
        + " with \(expected & 0xff) \(expected & 0xff == 1 ? "axis" : "axes"),"
        + " got \(ErrorText.hexadecimal(found))"
    case .headerOverflows(let sizes):
      "expected sizes whose product fits 63 bits, got \(ErrorText.sizes(sizes))"
    case .headerIsEmpty(let sizes):
      "expected sizes of at least 1, got \(ErrorText.sizes(sizes))"
    case .imageSize(let expected, let file, let found):
      "expected images of \(ErrorText.sizes(expected)) pixels as in \(file.shownAsPath),"
        + " got \(ErrorText.sizes(found))"
    case .labelCount(let expected, let images, let found):
      "expected \(expected) labels, one for each image of \(images.shownAsPath),"
        + " got \(ErrorText.sizes(found))"
    case .noLabels:
      "expected a file of labels beside it, whose name has labels where this one has images, got"
        + " none"
    case .labelsAlone: "expected the file of images, got that of their labels"
    case .severalSets(let names):
      "expected the images and labels of one data set, got those of"
        + " \(names.prefix(8).map { "'\($0.shownAsName)'" }.joined(separator: ", "));"
        + " give the file of its images"
    case .onlyTestSet(let name):
      "expected training images, got only '\(name.shownAsName)'"
    }
  }
}
