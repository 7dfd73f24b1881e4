#if FUZZING
  import FileFuzzing
  import Foundation

  /// libFuzzer, and what it calls.
  enum LibFuzzer {
    fileprivate nonisolated(unsafe) static var reader: FuzzedReader?
    fileprivate nonisolated(unsafe) static var folder: ScratchFolder?

    /// Runs libFuzzer, which ends the process.
    static func run(_ reader: FuzzedReader, arguments: [String]) throws {
      // Set before libFuzzer calls anything; it has one thread.
      self.reader = reader
      let folder = try ScratchFolder()
      self.folder = folder
      // What is made once belongs to no file.
      _ = try? reader.run([], in: folder)
      var count = Int32(arguments.count)
      let copies = arguments.map { strdup($0) } + [nil]
      copies.withUnsafeBufferPointer { copies in
        var pointer = UnsafeMutablePointer(mutating: copies.baseAddress)
        exit(drive(&count, &pointer, testOneInput))
      }
    }
  }

  @_silgen_name("LLVMFuzzerRunDriver")
  private func drive(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32

  @_silgen_name("LLVMFuzzerMutate")
  private func mutate(_ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ most: Int) -> Int

  @_cdecl("LLVMFuzzerTestOneInput")
  public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    // Safe: libFuzzer lends as many bytes for the time of the call.
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    guard let reader = LibFuzzer.reader, let folder = LibFuzzer.folder else { return 0 }
    do {
      try reader.run(bytes, in: folder)
    } catch {
      fatalError("\(error)")
    }
    return 0
  }

  @_cdecl("LLVMFuzzerCustomMutator")
  public func customMutator(
    _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ most: Int, _ seed: UInt32
  ) -> Int {
    guard let reader = LibFuzzer.reader else { return size }
    // Safe: libFuzzer lends as many bytes for the time of the call, and room for `most`.
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    let mutated = reader.mutated(bytes, seed: UInt64(seed)) { part, _ in
      let room = part.count + 64
      return [UInt8](unsafeUninitializedCapacity: room) { target, count in
        // Safe: there is room for the part, and for as many bytes as libFuzzer is told.
        _ = target.initialize(from: part)
        count = mutate(target.baseAddress, part.count, room)
      }
    }
    let count = min(mutated.count, most)
    data.update(from: mutated, count: count)
    return count
  }
#endif
