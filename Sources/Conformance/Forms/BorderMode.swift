import Frontend

/// How a convolution treats the border: by name, or so much padding for rows and columns.
///
///     "valid"
///     2
///     [1, 2]
///     [[1, 2], [2, 1]]
enum BorderMode: Decodable, Sendable {
  /// Zeros before and after an axis.
  struct Amount: Decodable, Sendable {
    let before: Int
    let after: Int

    init(before: Int, after: Int) {
      self.before = before
      self.after = after
    }

    init(from decoder: any Decoder) throws {
      if let amount = try? decoder.singleValueContainer().decode(Int.self) {
        self.init(before: amount, after: amount)
      } else {
        let pair = try Pair(from: decoder)
        self.init(before: pair.rows, after: pair.columns)
      }
    }
  }

  case named(String)
  case amounts([Amount])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      self = .named(name)
    } else if let amount = try? container.decode(Int.self) {
      let both = Amount(before: amount, after: amount)
      self = .amounts([both, both])
    } else {
      self = .amounts(try [Amount](from: decoder))
    }
  }

  /// The same as an argument of `conv2d`.
  ///
  /// - Throws: `Unwritable` where there is no such argument.
  var padding: ConvolutionPadding {
    get throws(Unwritable) {
      switch self {
      case .named("valid"): return .valid
      case .named("full"): return .full
      case .named("half"): return .half
      case .named(let name): throw Unwritable(refusal: .unknownBorderMode, what: "'\(name)'")
      case .amounts(let amounts):
        guard amounts.count == 2 else {
          throw Unwritable(refusal: .borderOfThreeAxes, what: "\(amounts.count) axes")
        }
        let (rows, columns) = (amounts[0], amounts[1])
        if rows.before == rows.after, columns.before == columns.after {
          return .symmetric(rows: rows.before, columns: columns.before)
        }
        return .explicit(
          top: rows.before, bottom: rows.after, left: columns.before, right: columns.after)
      }
    }
  }

  /// A border that no argument of `conv2d` is.
  struct Unwritable: Error, CustomStringConvertible {
    let refusal: StaticRefusal
    let what: String

    var description: String { "there is no border of \(what)" }
  }
}
