/// The product of sizes that a file claims, or nothing if one is negative or the product does not
/// fit an `Int`.
package func product(_ sizes: [Int]) -> Int? {
  var result = 1
  for size in sizes {
    let (next, overflow) = result.multipliedReportingOverflow(by: size)
    guard size >= 0, !overflow else { return nil }
    result = next
  }
  return result
}
