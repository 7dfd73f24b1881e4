import CommandLineTestSupport
import Foundation
import Testing

extension UserPackageTests {
  /// Networks as C targets of packages, which apps import.
  struct CTargetTests {
    /// The plugin of the build in an example.
    @Test func aBuildWritesTheTarget() throws {
      let products = try UserPackage.digits.get().products
      try withDigitsFolder { folder in
        let result = try Program(path: "\(products)/recognize", folder: folder).run("")
        #expect(result.errors == "")
        #expect(!result.lines.isEmpty)
        let readme = try String(
          contentsOfFile: "\(UserPackage.repository)/Examples/Digits/README.md", encoding: .utf8)
        #expect(readme.contains("\n" + result.lines.map { "    \($0)\n" }.joined() + "\n"))
      }
    }

    private static let app = """
      import CMyNet
      import Foundation

      let image = [UInt8](try Data(contentsOf: URL(filePath: CommandLine.arguments[1])))
      let size = my_net_context_bytes(1)
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: size, alignment: Int(MY_NET_ALIGNMENT))
      var network: OpaquePointer?
      guard my_net_init(&network, memory, size, 1, MY_NET_SEED) == MY_NET_OK else { exit(1) }
      var probabilities = [Float](repeating: 0, count: Int(MY_NET_CLASSES))
      guard my_net_predict(network, image, 1, nil, &probabilities) == MY_NET_OK else { exit(2) }
      print(probabilities.map { "\\($0)" }.joined(separator: " "))

      """

    private struct Answers: Decodable {
      struct Entry: Decodable {
        let probabilities: [Float]
      }
      let predictions: [Entry]
    }

    /// The command of the package manager, and an app that has the bits of `predict`.
    @Test func aCommandWritesTheTarget() throws {
      let products = try UserPackage.myNet.get().products
      try withDigitsFolder { folder in
        let myNet = Program(path: "\(products)/my-net", folder: folder)
        let options = "--filters 3 --hidden 20"
        let trained = try myNet.run(
          "train --data digits --batch-size 5 --epochs 1 --quiet --save best.safetensors \(options)"
        )
        #expect(trained.errors == "")
        let answered = try myNet.run(
          "predict --data digits --load best.safetensors --count 1 --json \(options)")
        let answers = try JSONDecoder().decode(Answers.self, from: Data(answered.output.utf8))
        // The first image of the test set, after the header of its file.
        let images = try Data(contentsOf: URL(filePath: "\(folder)/digits/t10k-images-idx3-ubyte"))
        try images.dropFirst(16).prefix(784).write(to: URL(filePath: "\(folder)/image"))
        try UserPackage.withMyNet { package, swift in
          func generate(_ options: String) throws -> Program.Result {
            try swift(
              ["package", "--allow-writing-to-package-directory", "croton-generate"]
                + options.split(separator: " ").map(String.init))
          }
          let written = try generate(
            "--inference-only --weights \(folder)/best.safetensors --batch-size 1 \(options)")
          #expect(written.status == 0, "\(written.errors)")
          #expect(written.lines.contains("Sources/CMyNet/include/model.h"), "\(written.output)")
          let note = #"note: the target for Package.swift is .target(name: "CMyNet")"#
          #expect(written.lines.last == note)

          let manifest = "\(package)/Package.swift"
          try String(contentsOfFile: manifest, encoding: .utf8)
            .replacing(
              "  targets: [\n",
              with: """
                  targets: [
                    .target(name: "CMyNet"),
                    .executableTarget(name: "App", dependencies: ["CMyNet"]),

                """
            ).write(toFile: manifest, atomically: true, encoding: .utf8)
          try FileManager.default.createDirectory(
            atPath: "\(package)/Sources/App", withIntermediateDirectories: false)
          try Self.app.write(
            toFile: "\(package)/Sources/App/main.swift", atomically: true, encoding: .utf8)
          let run = try swift(["run", "--quiet", "App", "\(folder)/image"])
          #expect(run.status == 0, "\(run.errors)")
          let probabilities = run.output.split(whereSeparator: \.isWhitespace).map { Float($0) }
          #expect(probabilities == answers.predictions.first?.probabilities)

          for (options, message) in [
            (
              "--product other",
              "the package has no program 'other'; expected --product with one of: App, my-net"
            ),
            (
              "--standalone c",
              "--standalone is not possible: the folder is that of the target; expected --module"
            ),
            (
              "--module App",
              "'App' is a Swift target; expected --module with the name of a C target"
            ),
            ("--module a-b", "'my-net generate' failed"),
          ] {
            let refused = try generate(options)
            #expect(refused.status != 0)
            #expect(refused.errors.contains("error: \(message)\n"), "\(refused.errors)")
          }
        }
      }
    }
  }
}
