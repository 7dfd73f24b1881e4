/// The compression of gzip, zip and PNG (RFC 1951).
package enum Deflate {
  /// The most bytes that compressed data of a size describes: no code describes more than 258 bytes
  /// with fewer than two bits.
  package static func contentBytes(ofCompressed size: Int) -> Int {
    let (bound, overflow) = size.multipliedReportingOverflow(by: 1032)
    return overflow ? .max : bound
  }
}
