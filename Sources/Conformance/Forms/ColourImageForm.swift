import Frontend
import GraphIR
import RandomNumbers

extension VectorForm {
  /// The tutorial's convolution of a colour image by two filters of 9x9, with a sigmoid.
  static let colourImage = VectorForm(
    fileName: "rgb_9x9_sigmoid.json", marks: ["W_b", "cases/conv_shape"], remarks: ["real_image"]
  ) { file in
    let content = try file.decode(as: ColourImageFile.self)
    let example = try content.parameters(beside: file)
    return content.cases.vectorCases { name, vector in
      [
        VectorCase(
          name,
          ColourImageCase(
            image: try image(name, vector.input), parameters: example, vector: vector,
            tolerances: content.tolerance ?? .exact))
      ]
    }
  }

  /// The image of a case: its name is its shape, and its pixels follow a formula.
  private static func image(_ name: String, _ formula: String) throws -> GivenArray {
    let pattern = #/pixel\(c,i,j\) = \(\((\d+)c \+ (\d+)i \+ (\d+)j \+ i\*j\) mod (\d+)\)/(\d+)/#
    let extents = name.split(separator: "x").compactMap { Int($0) }
    guard extents.count == 3, extents.allSatisfy({ (1...4096).contains($0) }) else {
      throw VectorFileError.malformed(
        place: "cases.\(name)", reason: "expected a name of channels, rows and columns as 3x12x16")
    }
    guard let match = formula.wholeMatch(of: pattern)?.output,
      let c = Int(match.1), let i = Int(match.2), let j = Int(match.3), let modulus = Int(match.4),
      let divisor = Int(match.5), modulus > 0, [c, i, j].allSatisfy({ $0 < 1 << 32 })
    else {
      throw VectorFileError.malformed(
        place: "cases.\(name).input",
        reason: "expected a formula as pixel(c,i,j) = ((37c + 13i + 7j + i*j) mod 256)/256")
    }
    var pixels: [Double] = []
    for channel in 0..<extents[0] {
      for row in 0..<extents[1] {
        for column in 0..<extents[2] {
          let value = (c * channel + i * row + j * column + row * column) % modulus
          pixels.append(Double(value) / Double(divisor))
        }
      }
    }
    return GivenArray(shape: Shape([1] + extents), values: pixels)
  }
}

private struct ColourImageFile: Decodable {
  let tolerance: Tolerances?
  let W_b: String?
  let cases: NamedSection<ColourImageVector>?

  /// The filters and biases: those of the file that `W_b` names, or else drawn as the tutorial does.
  func parameters(beside file: VectorFile) throws -> (W: GivenArray, b: GivenArray) {
    let words = (W_b ?? "").split(separator: " ").map(String.init)
    if let name = words.first(where: { $0.hasSuffix(".json") }),
      try VectorFile.names(in: file.folder).contains(name)
    {
      // Were it malformed, its own report would say so.
      let other = try? VectorFile(name, in: file.folder).decode(as: RandomNumbersFile.self)
      if let example = try? other?.rgb_example?.content.get(), let W = example.W_full,
        let b = example.b, let shape = example.W?.shape.shape, shape.elementCount == W.values.count
      {
        return (GivenArray(shape: shape, values: W.values), b)
      }
    }
    var random = try RandomState(seed: 23455)
    let bound = 1 / Double(3 * 9 * 9).squareRoot()
    let W = try random.uniform(low: -bound, high: bound, shape: [2, 3, 9, 9])
    let b = try random.uniform(low: -0.5, high: 0.5, count: 2)
    return (GivenArray(shape: [2, 3, 9, 9], values: W), GivenArray(shape: [2], values: b))
  }
}

private struct ColourImageVector: Decodable {
  let input: String
  let conv_shape: VectorShape?
  let output: ExpectedArray
  let first_row_first_map: [Double]?
  /// What filters that are not turned would give.
  let no_flip_first_row: [Double]?
}

private struct ColourImageCase: GraphCase {
  let image: GivenArray
  let parameters: (W: GivenArray, b: GivenArray)
  let vector: ColourImageVector
  let tolerances: Tolerances

  var givens: [GivenArray] { [image, parameters.W, parameters.b] }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    if let shape = vector.conv_shape?.shape, shape != vector.output.shape {
      throw VectorFileError.malformed(
        place: "conv_shape",
        reason: "expected the output's shape \(vector.output.shape), got \(shape)")
    }
    let x = try image.shared("image", of: type)
    let W = try parameters.W.shared("W", of: type)
    let b = try parameters.b.shared("b", of: type).dimshuffle(nil, 0, nil, nil)
    let output = (conv2d(x, filters: W) + b).sigmoid()
    let unflipped = (conv2d(x, filters: W, filterFlip: false) + b).sigmoid()
    var expectations = [Expectation(what: "output", tensor: output, expected: vector.output)]
    if let row = vector.first_row_first_map {
      expectations.append(
        Expectation(
          what: "first row", tensor: output, expected: .beginning(of: vector.output.shape, row)))
    }
    if let row = vector.no_flip_first_row {
      expectations.append(
        Expectation(
          what: "first row without flip", tensor: unflipped,
          expected: .beginning(of: vector.output.shape, row)))
    }
    return expectations
  }
}
