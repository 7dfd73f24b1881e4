import GraphIR

/// Where the element at each position of a shape lies, in row-major order of positions, when
/// neighbours along an axis are `strides[axis]` apart.
///
/// A stride of 0 reads, or adds to, the same place all along an axis.
func offsets(_ shape: Shape, strides: [Int]) -> [Int] {
  var offsets = [0]
  for (extent, stride) in zip(shape.extents, strides) {
    var longer: [Int] = []
    longer.reserveCapacity(offsets.count * extent)
    for offset in offsets {
      for index in 0..<extent { longer.append(offset + index * stride) }
    }
    offsets = longer
  }
  return offsets
}
