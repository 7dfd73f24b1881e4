import GraphIR
import Interpreter

/// How far the results of a kernel may be from those that the interpreter computes in Double.
///
/// What moves or counts elements is exact. A sum may be off by its rounding, relative to the sum of
/// the magnitudes of its terms, since they may cancel; a function by its last bits, and by what
/// they do to the functions after it.
struct KernelTolerance {
  /// What the functions of C and of the header may be off by, in units of the last place.
  static let functionUlps = 8.0
  /// What Winograd's transforms may multiply the rounding of a sum by: they add and subtract larger
  /// numbers, of the whole tile. An allowance, and no bound that was derived.
  static let tileFactor = 4.0

  private enum Rule {
    /// By so much, for each element.
    case absolute([Double])
    /// For the bits of a max-pool mask, by those of positions that come close to the maximum.
    case mask(MaskTolerance)
    case exact
  }

  private let rules: [Rule]
  private let type: ElementType

  /// - Parameters:
  ///   - onTiles: whether a convolution was computed on Winograd's tiles.
  ///   - flushes: whether what is subnormal on the way of a sum is zero.
  init(
    _ node: Node, _ operands: [NumericArray], _ expected: [NumericArray], onTiles: Bool = false,
    flushes: Bool = false
  ) throws {
    let type = node.types[0].elementType
    self.type = type
    switch node.operation {
    case .elementwise(let program, let shape):
      rules = [.absolute(try RoundingError(program, shape, operands).bounds)]
    case _ where !type.isFloatingPoint:
      rules = expected.map { _ in .exact }
    case .softmax, .logSoftmax:
      rules = [.absolute(Self.rows(node.operation, operands[0], expected[0]))]
    case .softmaxGradient:
      rules = [.absolute(Self.softmaxGradient(operands))]
    case .planeMoments:
      rules = try Self.planeMoments(node, operands[0], expected)
    case .convolutionBlock(let block):
      let mask = try MaskTolerance(block, operands, factor: onTiles ? Self.tileFactor : 1)
      let bias = operands.count > 2 ? operands[2].values.map(abs).max() ?? 0 : 0
      let bound = 2 * (mask.bound + Self.epsilon(type) * Self.functionUlps * (bias + 1))
      let bounds = Rule.absolute(expected[0].values.map { _ in bound })
      rules =
        [bounds] + (block.keepsMask ? [.mask(mask)] : [])
        + (block.keepsSums ? [bounds] : [])
    default:
      let sizes = try Interpreter().apply(
        node.operation, to: operands.map(\.magnitudes), types: node.types)
      let terms = operands.map(\.values.count).max() ?? 1
      let unit = Self.unit(type, terms: terms)
      let least = Self.least(type) * (flushes ? Double(terms) : 1)
      rules = zip(sizes, expected).map { sizes, expected in
        if onTiles {
          // What is rounded at one position reaches all others of the tile.
          let largest = sizes.values.max() ?? 0
          return .absolute(
            sizes.values.map { _ in Self.tileFactor * unit * largest + least })
        }
        return .absolute(
          zip(sizes.values, expected.values).map { unit * (abs($0) + abs($1)) + least })
      }
    }
  }

  /// Whether two different numbers may both be the result.
  func allows(_ found: Double, _ expected: Double, at position: Int, ofResult result: Int) -> Bool {
    switch rules[result] {
    case .absolute(let bounds):
      let bound = bounds[position]
      // Where the last operand of an overflow is in doubt, so is the overflow.
      let isOverflow = found.isInfinite && abs(expected) + bound > Self.greatest(type)
      return abs(found - expected) <= bound || bound == .infinity || isOverflow
    case .mask(let mask):
      return mask.allows(Int(found), Int(expected), at: position)
    case .exact:
      return false
    }
  }

  // MARK: Units

  static func epsilon(_ type: ElementType) -> Double {
    type == .float ? Double(Float.ulpOfOne) : type == .double ? Double.ulpOfOne : 0
  }

  static func least(_ type: ElementType) -> Double {
    type == .float
      ? Double(Float.leastNormalMagnitude) : type == .double ? Double.leastNormalMagnitude : 0
  }

  static func greatest(_ type: ElementType) -> Double {
    type == .float ? Double(Float.greatestFiniteMagnitude) : Double.greatestFiniteMagnitude
  }

  /// The rounding of a sum of so many terms, relative to their magnitudes: errors of either sign
  /// grow with the root of their number.
  static func unit(_ type: ElementType, terms: Int) -> Double {
    epsilon(type) * (functionUlps + Double(terms).squareRoot())
  }

  // MARK: Planes

  /// The sums of planes, and the squares about their means: these are rounded like all sums, and
  /// the mean itself is off by a part of the magnitudes of what it is the mean of.
  private static func planeMoments(
    _ node: Node, _ images: NumericArray, _ expected: [NumericArray]
  ) throws -> [Rule] {
    let type = images.type.elementType
    let size = images.shape[2] * images.shape[3]
    let unit = unit(type, terms: size)
    let sizes = try Interpreter().apply(
      node.operation, to: [images.magnitudes], types: node.types)[0].values
    let squares = zip(sizes, expected[1].values).map { magnitude, squares in
      let shift = size == 0 ? 0 : unit * magnitude / Double(size)
      return unit * abs(squares) + Double(size) * shift * shift + least(type)
    }
    return [.absolute(sizes.map { unit * $0 + least(type) }), .absolute(squares)]
  }

  // MARK: Rows

  /// A softmax, or its logarithm: differences of logits are rounded relative to the logits.
  private static func rows(
    _ operation: Operation, _ logits: NumericArray, _ expected: NumericArray
  ) -> [Double] {
    let columns = logits.shape[1]
    let unit = unit(logits.type.elementType, terms: columns)
    return expected.values.indices.map { index in
      let row = index / columns * columns
      let largest = logits.values[row..<row + columns].map(abs).filter(\.isFinite).max() ?? 0
      let scale = operation == .softmax ? abs(expected.values[index]) : 1
      return unit * (scale * (1 + 2 * largest) + abs(expected.values[index]))
        + least(logits.type.elementType)
    }
  }

  /// `p * (g - sum(g * p))` with magnitudes added.
  private static func softmaxGradient(_ operands: [NumericArray]) -> [Double] {
    let columns = operands[0].shape[1]
    let (p, g) = (operands[0].values, operands[1].values)
    let unit = unit(operands[0].type.elementType, terms: columns)
    return p.indices.map { index in
      let row = index / columns * columns
      let sum = (row..<row + columns).reduce(0) { $0 + abs(p[$1] * g[$1]) }
      return unit * abs(p[index]) * (abs(g[index]) + sum) + least(operands[0].type.elementType)
    }
  }
}
