import Diagnostics
import Files
import Foundation
import SwiftProtobuf

/// A file of events that TensorBoard reads: a TFRecord file of `Event` messages.
///
/// An event is handed to the system as it is written, so that a program that is killed leaves every
/// event before.
package final class EventFile {
  private let path: String
  private let file: File

  /// A new file in a folder, which is made where there is none.
  package init(folder: String) throws(FileError) {
    try Folder.make(folder)
    (path, file) = try Self.create(in: folder)
    try write(.fileVersion("brain.Event:2"), step: 0)
  }

  /// Begins a run at a step: what other files of the folder have from this step on, TensorBoard
  /// forgets.
  package func startSession(step: Int) throws(FileError) {
    try write(.sessionLog(.with { $0.status = .start }), step: step)
  }

  /// Writes what there is to show of a step.
  package func write(_ values: [TaggedValue], step: Int) throws(FileError) {
    try write(.summary(.with { $0.value = values.map(\.message) }), step: step)
  }

  private func write(_ what: EventRecord.OneOf_What, step: Int) throws(FileError) {
    let event = EventRecord.with {
      $0.wallTime = Date().timeIntervalSince1970
      $0.step = Int64(step)
      $0.what = what
    }
    let data: [UInt8]
    do {
      data = try event.serializedBytes()
    } catch {
      throw FileError(.write, path: path, reason: "\(error)")
    }
    try file.write(TFRecord.bytes(of: data))
  }

  /// Makes a file that was not there, under the name that TensorFlow's writers give theirs.
  private static func create(in folder: String) throws(FileError) -> (path: String, File) {
    var seconds = Int(Date().timeIntervalSince1970)
    while true {
      let name = "events.out.tfevents.\(seconds).\(HostName.current).\(getpid()).croton"
      let path = "\(folder)/\(name)"
      do {
        return (path, try File(creating: path, name: path, mode: 0o666))
      } catch {
        // Another run of this process may have begun within the same second.
        guard error.code == EEXIST else { throw error }
        seconds += 1
      }
    }
  }
}
