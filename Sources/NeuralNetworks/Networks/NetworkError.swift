import GraphIR

/// An error of a layer in its place, with the message that follows the layer's name.
enum NetworkError: Error, Equatable, CustomStringConvertible {
  case givenParameter(String, expected: Shape, found: Shape)
  case givenBias
  case input(expected: String, found: Shape, hint: String?)
  case images(expected: [Int], found: [Int])
  case size(String, Int)
  case extent(String, Int, largest: Int)
  case shift(Int, largest: Int)
  case rate(Float)
  case groups(Int, channels: Int, filters: Int)
  case branches(Shape, Shape)
  case noBranches
  case axis(Int, Shape)
  case headNotLast
  case examples(count: Int, found: Shape)
  case number(String, Double, expected: String)
  case residual(input: Shape, output: Shape)
  case classes(expected: Int, found: Int)
  case statistics(mean: Int, deviation: Int, expected: Int)
  case components(of: Int, expected: Int)
  case numbers(expected: Int, found: Int)
  case smoothing(Float)
  case targets(expected: String, found: String)

  var description: String {
    switch self {
    case .givenParameter(let name, let expected, let found):
      "the given \(name) has the shape \(found); expected \(expected)"
    case .givenBias:
      "a bias is given to a layer without one; expected no 'b', or no 'bias: false'"
    case .input(let expected, let found, let hint):
      "the input has the shape \(found); expected \(expected)" + (hint.map { ". \($0)" } ?? "")
    case .images(let expected, let found):
      "the data has examples of the shape \(Shape(found)); expected \(Shape(expected))"
    case .size(let what, let number):
      "\(what) is \(number); expected at least 1"
    case .extent(let what, let number, let largest):
      "\(what) is \(number); expected 1 to \(largest)"
    case .shift(let pixels, let largest):
      "the shift is \(pixels); expected 0 to \(largest)"
    case .rate(let rate):
      "the rate is \(rate); expected at least 0 and less than 1"
    case .groups(let groups, let channels, let filters):
      "\(groups) groups of \(channels) channels and \(filters) filters; "
        + "expected a number that divides both"
    case .branches(let first, let other):
      "the branches have the shapes \(first) and \(other); "
        + "expected equal extents but along the axis they are joined on"
    case .noBranches:
      "there is no branch; expected at least one layer"
    case .axis(let axis, let shape):
      "the branches of the shape \(shape) cannot be joined along axis \(axis); "
        + "expected an axis after that of the minibatch"
    case .headNotLast:
      "the layer stands among others; expected it at the end of a network"
    case .examples(let count, let found):
      "the output has the shape \(found); expected one row for each of the \(count) examples"
    case .number(let what, let number, let expected):
      "\(what) is \(number); expected \(expected)"
    case .residual(let input, let output):
      "the layers make \(output) of \(input); expected the input's own shape, or a shortcut "
        + "that makes the output's"
    case .classes(let expected, let found):
      "the data has \(found) classes; expected \(expected)"
    case .statistics(let mean, let deviation, let expected):
      "the data's statistics have \(mean) means and \(deviation) deviations; expected \(expected)"
    case .components(let found, let expected):
      "the data's components are of \(found) values; expected \(expected)"
    case .numbers(let expected, let found):
      "the data has \(found) targets for each example; expected \(expected)"
    case .targets(let expected, let found):
      "the data has \(found) as targets; expected \(expected)"
    case .smoothing(let share):
      "the label smoothing is \(share); expected at least 0 and less than 1"
    }
  }
}
