import CommandLineTestSupport
import Croton
import Foundation
import TestSupport
import Testing

/// Processes that are killed at random moments: what is on the disk is whole, and the command that
/// is given once more ends as if nothing had happened.
struct KillTests {
  /// The kills: 500 in a soak.
  private static let (trainingKills, compilingKills, exportingKills) =
    Soak.isOn ? (300, 150, 50) : (2, 1, 4)

  private static let epochs = 30
  private static let training =
    "train fast-mnist --data digits --batch-size 5 --epochs \(epochs) --patience 100000 --keep 2 "
    + "--tensorboard"

  /// Training is killed again and again, resumed each time, until it ends.
  @Test func training() throws {
    try PreparedFolder.withCopy { croton in
      var generator = SeededGenerator.announced()
      let whole = try croton.run("\(Self.training) --run whole")
      try #require(whole.status == 0, "\(whole.errors)")
      var seconds = try Self.seconds(of: croton, "\(Self.training) --run timed")
      var (kills, runs) = (0, 0)
      while kills < Self.trainingKills {
        runs += 1
        let folder = "run\(runs)"
        var isOver = false
        while !isOver {
          let isBegun = FileManager.default.fileExists(
            atPath: "\(croton.folder)/\(folder)/config.json")
          // The last ones go on without being killed.
          let delay =
            kills < Self.trainingKills
            ? Double.random(in: 0..<seconds, using: &generator) : .infinity
          let arguments =
            isBegun
            ? "train fast-mnist --resume \(folder) --tensorboard"
            : "\(Self.training) --run \(folder)"
          let start = Date()
          isOver = try !Self.isKilled(croton, arguments, after: delay)
          if !isOver {
            kills += 1
          } else if !isBegun, delay.isFinite {
            // The machine is faster than it was, and other processes fewer.
            seconds = min(seconds, 0.9 * Date().timeIntervalSince(start))
          }
          try Self.expectWhole(folder, in: croton)
        }
        try Self.expectSame(folder, as: "whole", in: croton)
        try FileManager.default.removeItem(atPath: "\(croton.folder)/\(folder)")
        print("\(kills) kills, \(runs) runs")
      }
    }
  }

  /// Compiling is killed, with the compiler that it has started.
  @Test func compiling() throws {
    let compile = "compile mlp --data digits --batch-size 5"
    try PreparedFolder.withCopy { croton in
      var generator = SeededGenerator.announced()
      let cache = "\(croton.folder)/cache/croton"
      try FileManager.default.removeItem(atPath: cache)
      let seconds = try Self.seconds(of: croton, compile)
      let names = try Self.entries(of: cache)
      for number in 1...Self.compilingKills {
        try FileManager.default.removeItem(atPath: cache)
        let delay = Double.random(in: 0..<seconds, using: &generator)
        let isKilled = try Self.isKilled(croton, compile, after: delay)
        // The shell that ends the compiler waits a second before it kills it.
        Self.waitForChildren(of: croton)
        let again = try croton.run(compile)
        #expect(again.status == 0, "\(isKilled): \(again.errors)")
        let now = try Self.entries(of: cache)
        #expect(names.allSatisfy(now.contains))
        let train = try croton.run("train mlp --data digits --batch-size 5 --epochs 1 --save s")
        #expect(train.status == 0, "\(train.errors)")
        if number.isMultiple(of: 25) { print("\(number) kills of compilations") }
      }
    }
  }

  /// Exporting is killed: each file is the old one or the new one.
  @Test func exporting() throws {
    let export = "export softmax --load a --npz e.npz --safetensors x.safetensors --csv x"
    try PreparedFolder.withCopy { croton in
      var generator = SeededGenerator.announced()
      let names = ["e.npz", "x.safetensors"]
      // Another run's, so that old and new differ.
      let other = try croton.run(
        "train softmax --data digits --batch-size 5 --epochs 1 --seed 7 --learning-rate 0.5 --run b"
      )
      try #require(other.status == 0, "\(other.errors)")
      let otherExport = export.replacing("--load a", with: "--load b")
      var versions: [Set<Data>] = names.map { _ in [] }
      for command in [export, otherExport] {
        try #require(try croton.run(command).status == 0)
        for (number, name) in names.enumerated() {
          versions[number].insert(try Data(contentsOf: Self.url(name, croton)))
        }
      }
      #expect(versions.allSatisfy { $0.count == 2 })
      let seconds = try Self.seconds(of: croton, export)
      for number in 0..<Self.exportingKills {
        let command = number.isMultiple(of: 2) ? export : otherExport
        let delay = Double.random(in: 0..<seconds, using: &generator)
        _ = try Self.isKilled(croton, command, after: delay)
        for (number, name) in names.enumerated() {
          #expect(
            versions[number].contains(try Data(contentsOf: Self.url(name, croton))), "\(name)")
        }
      }
      let again = try croton.run(export)
      #expect(again.status == 0, "\(again.errors)")
    }
  }

  /// Settings, checkpoints and the best parameters can be read at any time.
  private static func expectWhole(_ run: String, in croton: Program) throws {
    let folder = "\(croton.folder)/\(run)"
    guard FileManager.default.fileExists(atPath: folder) else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      if name.hasSuffix(".safetensors") {
        #expect(throws: Never.self, "\(name)") { _ = try Checkpoint(path: path) }
      } else if name.hasSuffix(".json") {
        #expect(throws: Never.self, "\(name)") {
          _ = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        }
      }
    }
  }

  private static func expectSame(_ run: String, as other: String, in croton: Program) throws {
    let (files, whole) = (
      try FolderContents("\(croton.folder)/\(run)"), try FolderContents("\(croton.folder)/\(other)")
    )
    for name in whole.names where name != "config.json" {
      #expect(files[name] == whole[name], "\(run): \(name)")
    }
  }

  private static func entries(of cache: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: cache)
      .filter { !$0.hasPrefix("building-") }
  }

  private static func url(_ name: String, _ croton: Program) -> URL {
    URL(fileURLWithPath: "\(croton.folder)/\(name)")
  }

  /// How long a command takes.
  private static func seconds(of croton: Program, _ arguments: String) throws -> Double {
    let start = Date()
    let result = try croton.run(arguments)
    try #require(result.status == 0, "\(result.errors)")
    return Date().timeIntervalSince(start)
  }

  /// Kills a command after some time.
  ///
  /// - Returns: whether it had not ended before.
  private static func isKilled(
    _ croton: Program, _ arguments: String, after seconds: Double
  ) throws -> Bool {
    let run = try croton.start(arguments.split(separator: " ").map(String.init))
    if seconds.isFinite {
      Thread.sleep(forTimeInterval: seconds)
      run.send(SIGKILL)
    }
    let result = try run.wait()
    guard result.status != -SIGKILL else { return true }
    #expect(result.status == 0, "\(arguments): \(result.errors)")
    return false
  }

  private static func waitForChildren(of croton: Program) {
    for _ in 0..<200 where RunningProcesses.exist(in: croton.folder) {
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(!RunningProcesses.exist(in: croton.folder))
  }
}
