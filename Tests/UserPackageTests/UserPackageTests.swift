import CommandLineTestSupport
import Foundation
import Testing

/// Packages of their own, as users would write them: the examples, and a network with mistakes.
@Suite(.timeLimit(.minutes(30)))
struct UserPackageTests {
  private func withProgram(
    _ name: String, of package: Result<UserPackage, any Error>, _ body: (Program) throws -> Void
  ) throws {
    let products = try package.get().products
    try withDigitsFolder { folder in
      try body(Program(path: "\(products)/\(name)", folder: folder))
    }
  }

  @Test(arguments: ["", " --hidden 30 --filters 3"])
  func generateCompileTrainAndBench(options: String) throws {
    try withProgram("my-net", of: UserPackage.myNet) { program in
      let common = " --data digits --batch-size 5\(options)"
      let generated = try program.run("generate --output c" + common)
      #expect(generated.status == 0, "\(generated.errors)")
      #expect(generated.lines.contains("c/train.c"))
      let compiled = try program.run("compile" + common)
      #expect(compiled.status == 0, "\(compiled.errors)")
      #expect(compiled.lines.first?.hasPrefix("train: compiled, ") == true)
      let trained = try program.run("train --epochs 2 --save best.safetensors" + common)
      #expect(trained.status == 0, "\(trained.errors)")
      let number = #"\d+\.\d+"#
      let epoch = #"epoch 2/2  loss \#(number)  validation error \#(number) %  \#(number) s"#
      #expect(try trained.lines[1].wholeMatch(of: Regex(epoch)) != nil, "\(trained.output)")
      #expect(trained.lines.count == 3)
      #expect(trained.errors.hasPrefix("layer               kind               output "))
      #expect(
        trained.errors.hasSuffix(
          "the best parameters are in 'best.safetensors'; "
            + "'my-net predict --load best.safetensors' uses them\n"))
      let measured = try program.run("bench --steps 2 --json" + common)
      #expect(measured.status == 0, "\(measured.errors)")
      #expect(measured.output.contains(#""model":"my-net""#))

      // The option has reached the network: "W" of the hidden layer has as many columns.
      let saved = try Data(contentsOf: URL(filePath: "\(program.folder)/best.safetensors"))
      let shape = options.isEmpty ? "[1152,100]" : "[432,30]"
      #expect(String(decoding: saved.prefix(1000), as: UTF8.self).contains(shape))
    }
  }

  @Test func cThatStandsAloneTrainsToTheSameBits() throws {
    try withProgram("my-net", of: UserPackage.myNet) { program in
      let common = " --data digits --batch-size 5 --filters 3 --hidden 20"
      let generated = try program.run("generate --standalone c" + common)
      #expect(generated.status == 0, "\(generated.errors)")
      let folder = "\(program.folder)/c"
      let make = try Program(path: "/usr/bin/make", folder: folder).run("-s CC=cc train")
      #expect(make.errors == "")
      let options = " --epochs 2 --save"
      let c = try Program(path: "\(folder)/train", folder: folder)
        .run("--data ../digits\(options) c.safetensors")
      #expect(c.lines.count == 3, "\(c.errors)")
      let trained = try program.run(
        "train\(options) my-net.safetensors" + common)
      #expect(trained.status == 0, "\(trained.errors)")
      func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(program.folder)/\(name)"))
      }
      #expect(try bytes("c/c.safetensors") == bytes("my-net.safetensors"))
    }
  }

  /// What `croton new` writes: its own test passes, and it trains on images where it is made for
  /// some. All templates are built in a soak.
  @Test(
    arguments: ProcessInfo.processInfo.environment["CROTON_SOAK"] == nil
      ? ["mnist"] : ["mnist", "images", "table"])
  func whatIsWrittenBuildsAndTrains(template: String) throws {
    try withProgram("my-\(template)", of: Result { try UserPackage.written(template) }) { program in
      let rows = (0..<60).map {
        "\($0 % 7),\($0 % 2 == 0 ? "red" : "blue"),\($0 % 3 == 0 ? "yes" : "no")"
      }
      try Data("size,color,answer\n\(rows.joined(separator: "\n"))\n".utf8)
        .write(to: URL(filePath: "\(program.folder)/table.csv"))
      let data = template == "table" ? "table.csv" : "digits"
      let trained = try program.run("train --epochs 1 --data \(data) --batch-size 5 --quiet")
      #expect(trained.status == 0)
      #expect(trained.errors == "")
      #expect(trained.lines.first?.hasPrefix("epoch 1/1  loss ") == true, "\(trained.output)")
    }
  }

  /// A table with a header and a column of words, whose numbers are learnt.
  @Test func numbersOfATableAreLearnt() throws {
    struct Report: Decodable {
      let examples: Int
      let names: [String]
      let mean_squared_errors: [Double]
    }
    try withProgram("prices", of: UserPackage.prices) { program in
      let rows = (0..<400).map { row in
        let (area, isNear) = (20 + (row * 37) % 100, row % 3 == 0)
        return "\(area),\(isNear ? "near" : "far"),\(Double(area) * (isNear ? 3000 : 1000))"
      }
      try Data("area,place,price\n\(rows.joined(separator: "\n"))\n".utf8)
        .write(to: URL(filePath: "\(program.folder)/table.csv"))
      let trained = try program.run(
        "train --data table.csv --label price --batch-size 20 --epochs 40 --quiet --save p.st")
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.lines.last?.hasPrefix("best in epoch ") == true, "\(trained.output)")
      let measured = try program.run("evaluate --data table.csv --label price --load p.st --json")
      #expect(measured.status == 0, "\(measured.errors)")
      let report = try JSONDecoder().decode(Report.self, from: Data(measured.output.utf8))
      #expect(report.examples == 40)
      #expect(report.names == ["price"])
      // The prices have a variance of 9.5e9.
      #expect(report.mean_squared_errors[0] < 5e8)
      // A table without the prices, in another order and with another column.
      try Data("place,id,area\nnear,1,100\nfar,2,100\n".utf8)
        .write(to: URL(filePath: "\(program.folder)/new.csv"))
      let predicted = try program.run("predict new.csv --load p.st")
      #expect(predicted.status == 0, "\(predicted.errors)")
      let prices = predicted.lines.compactMap {
        $0.split(separator: " ").last.flatMap { Double($0) }
      }
      #expect(prices.count == 2)
      #expect(abs(prices[0] / 300_000 - 1) < 0.2 && abs(prices[1] / 100_000 - 1) < 0.4, "\(prices)")
      let compared = try program.run("predict --load p.st --count 2")
      #expect(compared.lines.allSatisfy { $0.contains("  true: ") }, "\(compared.output)")
      // The file describes its data, which C that predicts need not be made from.
      let generated = try program.run("generate --standalone c --inference-only --weights p.st")
      #expect(generated.status == 0, "\(generated.errors)")
      let exported = try program.run("export --load p.st --npz p.npz")
      #expect(exported.status == 0, "\(exported.errors)")
      let imported = try program.run("import p.npz --data table.csv --label price --save q.st")
      // Of three dense layers, and the statistics of Normalize and LinearRegression.
      #expect(
        imported.output == "10 arrays are in 'q.st'; 'prices evaluate --load q.st' uses them\n",
        "\(imported.errors)")
      #expect(
        try program.run("evaluate --data table.csv --label price --load q.st --json").output
          == measured.output)
      let shown = try program.run("data show table.csv --label price")
      #expect(shown.lines.contains { $0.hasPrefix("place=near ") }, "\(shown.output)")
      let reported = try program.run("report --output report.html")
      #expect(reported.status == 0, "\(reported.errors)")
      #expect(reported.output == "report.html\n")
      let page = try String(contentsOfFile: "\(program.folder)/report.html", encoding: .utf8)
      #expect(page.contains(#"<th scope="row">price</th>"#))
      let checked = try program.run("gradcheck --data table.csv --label price")
      #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    }
    let readme = try text(of: "README.md")
    #expect(
      readme.contains(
        "```swift\n\(try text(of: "Examples/Prices/Sources/Prices/Prices.swift"))```\n"))
  }

  @Test func aFunctionAlone() throws {
    try withProgram("regression", of: UserPackage.regression) { program in
      let result = try program.run("")
      #expect(result.status == 0, "\(result.errors)")
      let readme = try text(of: "Examples/Regression/README.md")
      #expect(!result.output.isEmpty)
      for line in result.lines { #expect(readme.contains("    \(line)\n")) }
    }
  }

  @Test func theNetworkIsTheOneInTheReadme() throws {
    let readme = try text(of: "README.md")
    let network = try text(of: "Examples/MyNet/Sources/MyNet/MyNet.swift")
    #expect(readme.contains("```swift\n\(network)```\n"))
    let manifest = try text(of: "Examples/MyNet/Package.swift")
      .replacing("path: \"../..\"", with: "path: \"../croton\"")
      .replacing(
        "\nimport",
        with: "\n// Package.swift, with the file above as Sources/MyNet/MyNet.swift\nimport",
        maxReplacements: 1)
    #expect(readme.contains("```swift\n\(manifest)```\n"))
  }

  /// The lines of code in the guide of the documentation are lines of the examples.
  @Test func theGuideShowsTheExamples() throws {
    let guide = try text(of: "Sources/Croton/Croton.docc/GettingStarted.md")
    let examples = try [
      "MyNet/Package.swift", "MyNet/Sources/MyNet/MyNet.swift",
      "Regression/Sources/Regression/Regression.swift",
    ].flatMap { try lines(of: text(of: "Examples/\($0)")) }
    let shown = guide.matches(of: #/(?s)```swift\n(.*?)```/#).flatMap { lines(of: String($0.1)) }
    #expect(shown.count > 30)
    for line in shown { #expect(examples.contains(line)) }
  }

  private func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func text(of path: String) throws -> String {
    try String(contentsOfFile: "\(UserPackage.repository)/\(path)", encoding: .utf8)
  }

  @Test func theHelpIsThatOfTheNetwork() throws {
    try withProgram("my-net", of: UserPackage.myNet) { program in
      let help = try program.run("train --help")
      #expect(help.status == 0)
      #expect(help.output.contains("Example: my-net train --epochs 10 --run runs/first"))
      #expect(help.output.contains("USAGE: my-net train [options]"))
      #expect(help.output.contains("--hidden <hidden>"))
      #expect(help.output.contains("The number of hidden units. (default: 100)"))
    }
  }

  @Test func errorsOnTheCommandLine() throws {
    try withProgram("my-net", of: UserPackage.myNet) { program in
      let command = try program.run("trian")
      #expect(
        command.errors == """
          Error: 'my-net' has no 'trian'. Did you mean 'train'?
          It has generate, compile, train, sweep, bench, tune, scale, evaluate, predict, gradcheck, explain, summary, report, verify, export, import, data, cache, doctor; see 'my-net --help'.

          """)
      #expect(command.status == 64)
      let option = try program.run("train --hiden 5")
      #expect(
        option.errors == """
          Error: Unknown option '--hiden'. Did you mean '--hidden'?
          Usage: my-net train [options]
            See 'my-net train --help' for more information.

          """)
      #expect(option.status == 64)
      let value = try program.run("train --hidden -4")
      #expect(
        value.errors.hasPrefix(
          "Error: Missing value for '--hidden <hidden>'; expected --hidden=-4\n"))
      #expect(value.status == 64)
    }
  }

  @Test(arguments: [
    (
      "",
      "Broken/Broken.swift:14: error: conv2d: the input (5, 1, 28, 28) has 1 channels and the "
        + "filters (4, 3, 5, 5) have 3; expected equal channels (axis 1)\n"
    ),
    (
      "--in-operator",
      "Broken/Broken.swift:12: error: add: shapes (5, 784) and (3,) do not broadcast; "
        + "expected equal extents, or 1, along each axis counted from the last\n"
    ),
  ])
  func anErrorInTheNetworkNamesItsLine(options: String, message: String) throws {
    try withProgram("broken", of: UserPackage.broken) { program in
      for command in ["generate", "compile", "train", "bench"] {
        let result = try program.run("\(command) --data digits --batch-size 5 \(options)")
        #expect(result.errors == message)
        #expect(result.status == 1)
      }
    }
  }
}
