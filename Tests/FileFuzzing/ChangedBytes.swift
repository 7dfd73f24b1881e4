import TestSupport

/// The bytes with a few random changes, where no fuzzer knows better ones.
package func changedBytes(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
  var result = bytes
  for _ in 0..<Int.random(in: 1...4, using: &random) {
    let position = Int.random(in: 0...result.count, using: &random)
    let length = min(Int.random(in: 1...8, using: &random), result.count - position)
    let range = position..<position + length
    switch Int.random(in: 0..<7, using: &random) {
    case 0: result.removeSubrange(range)
    case 1: result.insert(contentsOf: result[range], at: position)
    case 2: result.replaceSubrange(range, with: repeatElement(0xff, count: length))
    case 3: result.removeSubrange(position...)
    case 4: result.insert(.random(in: 0...255, using: &random), at: position)
    default:
      for index in range.prefix(1) { result[index] = .random(in: 0...255, using: &random) }
    }
  }
  return result
}
