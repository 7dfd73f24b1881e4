import RandomNumbers

extension RandomState {
  /// Weights for units of the given number of inputs: uniform within 2.4 over that number, as
  /// LeNet-5 begins (LeCun, Bottou, Bengio and Haffner, 1998, appendix A).
  package mutating func uniform(fanIn: Int, shape: [Int]) throws -> [Double] {
    let bound = 2.4 / Double(max(1, fanIn))
    return try uniform(low: -bound, high: bound, shape: shape)
  }
}
