#if canImport(Runtime)
  import Runtime
  import Synchronization
#endif

/// The return addresses of a call, kept cheaply (about ten microseconds) and resolved on demand.
struct CallSite: Sendable {
  #if canImport(Runtime)
    private let backtrace: Backtrace

    // The loaded images do not change while a model is being written down, and capturing them
    // anew for every operator would cost twenty times what the addresses do.
    private static let images = ImageMap.capture()

    // Swift's own module ends the process where it gets no memory: it reads the unwinding tables of
    // the program once, and for lines its symbols.
    private static let memoryOfCapture = 16 << 20
    private static let memoryOfLines = 128 << 20
  #endif

  /// The addresses of the callers of the function that asks, or nothing where the platform
  /// offers no backtraces.
  static func capture() -> CallSite? {
    #if canImport(Runtime)
      guard canAllocate(byteCount: memoryOfCapture) else { return nil }
      let captured = try? Backtrace.capture(
        algorithm: .fast, limit: 24, offset: 1, top: 0, images: images)
      return captured.map(CallSite.init(backtrace:))
    #else
      return nil
    #endif
  }

  /// The innermost line that lies outside the language's own sources.
  ///
  /// Found out once for each place in the program: it takes tens of milliseconds, and every kernel
  /// that comes from the place asks.
  func userLine() -> (path: String, line: Int)? {
    #if canImport(Runtime)
      let key = backtrace.frames.map { "\($0)" }
      if let known = Self.known.withLock({ $0[key] }) { return known }
      let line = symbolicatedLine()
      Self.known.withLock { $0[key] = .some(line) }
      return line
    #else
      return nil
    #endif
  }

  #if canImport(Runtime)
    private static let known = Mutex<[[String]: (path: String, line: Int)?]>([:])

    private func symbolicatedLine() -> (path: String, line: Int)? {
      guard canAllocate(byteCount: Self.memoryOfLines),
        let frames = backtrace.symbolicated()?.frames
      else { return nil }
      for frame in frames {
        guard let location = frame.symbol?.sourceLocation, location.line > 0 else { continue }
        if !Self.isLibrarySource(location.path) { return (location.path, location.line) }
      }
      return nil
    }
  #endif

  // An operator used inside a layer or an optimiser belongs to the line that asked for it.
  private static let librarySources: [String] = {
    let sources = #filePath.split(separator: "/", omittingEmptySubsequences: false)
      .dropLast(2).joined(separator: "/")
    return ["Diagnostics", "Frontend", "NeuralNetworks", "Training"]
      .map { "\(sources)/\($0)/" }
  }()

  private static func isLibrarySource(_ path: String) -> Bool {
    path.hasPrefix("<") || librarySources.contains { path.hasPrefix($0) }
  }
}
