import Training

/// A sink that drops what it gets.
public struct Nowhere: ConsoleSink {
  public init() {}
  public var terminalColumns: Int? { nil }
  public func write(_ text: String) {}
}
