/// The mean of the values, rounded as `numpy.mean` rounds it for a contiguous `float64` array.
///
/// The order of a sum shows in its last bit, and the last bit can decide whether a validation
/// counts as a new best. NumPy adds pairwise: up to 128 values go through eight accumulators, more
/// are halved (at a multiple of eight) and the halves summed on their own.
///
/// - Returns: NaN for no values.
package func pairwiseMean(of values: [Double]) -> Double {
  pairwiseSum(of: values[...]) / Double(values.count)
}

private func pairwiseSum(of values: ArraySlice<Double>) -> Double {
  let laneCount = 8
  let blockSize = 128
  if values.count < laneCount { return values.reduce(0, +) }
  guard values.count <= blockSize else {
    let half = values.count / 2
    let middle = values.startIndex + half - half % laneCount
    return pairwiseSum(of: values[..<middle]) + pairwiseSum(of: values[middle...])
  }
  var lanes = Array(values.prefix(laneCount))
  let remainder = values.endIndex - values.count % laneCount
  for index in (values.startIndex + laneCount)..<remainder {
    lanes[(index - values.startIndex) % laneCount] += values[index]
  }
  let sum =
    ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
    + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
  return values[remainder...].reduce(sum, +)
}
