import Foundation

/// A value that TensorBoard shows under a tag: what precedes the first `/` of it is its section.
package struct TaggedValue: Hashable, Sendable {
  /// What is shown.
  package enum Content: Hashable, Sendable {
    /// A point of a curve.
    case scalar(Double)
    case histogram(Histogram)
    /// A PNG file; its pixels have one channel or three.
    case image(png: [UInt8], width: Int, height: Int, channels: Int)
  }

  package let tag: String
  package let content: Content

  package init(_ tag: String, _ content: Content) {
    self.tag = tag
    self.content = content
  }

  /// The value as a message.
  var message: EventSummary.Value {
    var message = EventSummary.Value()
    message.tag = tag
    switch content {
    case .scalar(let number): message.simpleValue = Float(number)
    case .histogram(let histogram): message.histo = histogram.message
    case .image(let png, let width, let height, let channels):
      message.image.encodedImageString = Data(png)
      message.image.width = Int32(clamping: width)
      message.image.height = Int32(clamping: height)
      message.image.colorspace = Int32(clamping: channels)
    }
    return message
  }
}

extension Histogram {
  fileprivate var message: EventSummary.Histogram {
    var message = EventSummary.Histogram()
    message.min = minimum
    message.max = maximum
    message.num = Double(count)
    message.sum = sum
    message.sumSquares = sumOfSquares
    message.bucketLimit = buckets.map(\.upperLimit)
    message.bucket = buckets.map { Double($0.count) }
    return message
  }
}
