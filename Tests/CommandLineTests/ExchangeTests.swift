import CommandLineTestSupport
import Croton
import Foundation
import TestSupport
import Testing

/// `export` and `import`, with NumPy and safetensors on the other side.
struct ExchangeTests {
  private struct Report: Decodable {
    let model: String
    let optimizer: [String]
    let arrays: [String: [Value]]

    /// A shape, a type, or a number.
    enum Value: Decodable, Equatable {
      case shape([Int])
      case text(String)
      case number(Double)

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let shape = try? value.decode([Int].self) {
          self = .shape(shape)
        } else if let text = try? value.decode(String.self) {
          self = .text(text)
        } else {
          self = .number(try value.decode(Double.self))
        }
      }
    }
  }

  @Test func parametersGoToPythonAndBack() throws {
    try withCroton { croton in
      let train = "train fast-mnist --data digits --batch-size 5 --epochs 2 --run a"
      #expect(try croton.run(train).status == 0)
      let export = try croton.run(
        "export fast-mnist --load a --npz weights.npz --safetensors weights.safetensors")
      #expect(export.status == 0, "\(export.errors)")
      #expect(
        try croton.bytes(of: "weights.safetensors") == croton.bytes(of: "a/best.safetensors"))

      let text = try PythonEnvironment.run(script: "exchange.py", arguments: [croton.folder])
      let report = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
      #expect(report.model == "fast-mnist")
      #expect(report.optimizer.contains("optimizer.conv2d1.W.mean_square"), "\(report.optimizer)")
      let best = try Checkpoint(path: "\(croton.folder)/a/best.safetensors")
      let parameters = best.arrays.filter {
        !$0.name.contains("optimizer.") && !$0.name.contains("state.")
      }
      #expect(Set(report.arrays.keys) == Set(parameters.map(\.name)))
      for array in parameters {
        let first = array.bytes.withUnsafeBytes { $0.loadUnaligned(as: Float.self) }
        #expect(
          report.arrays[array.name]
            == [.shape(array.shape), .text("float32"), .number(Double(first))])
      }

      let evaluated = try croton.run("evaluate fast-mnist --load a --json")
      var imported: [Data] = []
      for name in ["double.npz", "columns.npz", "plain.safetensors", "weights.safetensors"] {
        let result = try croton.run("import fast-mnist \(name) --data digits --save \(name).st")
        #expect(
          result.output == "8 arrays are in '\(name).st'; 'croton evaluate fast-mnist --load "
            + "\(name).st' uses them\n", "\(result.errors)")
        imported.append(try croton.bytes(of: "\(name).st"))
        #expect(
          try croton.run("evaluate fast-mnist --data digits --json --load \(name).st").output
            == evaluated.output)
      }
      #expect(Set(imported).count == 1)

      let W = "conv2d1.W"
      for (name, message) in [
        (
          "missing.npz",
          "'missing.npz' has no parameter '\(W)'; expected one of shape (16, 1, 5, 5)"
        ),
        (
          "more.npz",
          "'more.npz' has the parameter 'another', which the network does not have; expected the "
            + "options that it was trained with"
        ),
        (
          "shape.npz",
          "'shape.npz' has the parameter '\(W)' in shape (16, 1, 5, 1); expected "
            + "(16, 1, 5, 5)"
        ),
        (
          "integers.npz",
          "integers.npz/\(W).npy: expected float32 or float64, got an array of int32 "
            + "of shape (16, 1, 5, 5)"
        ),
        (
          "integers.safetensors",
          "'integers.safetensors' has the parameter '\(W)' as I32; expected F32 or F64"
        ),
        (
          "nan.npz", "'nan.npz', parameter '\(W)': expected finite numbers, got nan at [0, 0, 0, 1]"
        ),
        (
          "large.npz",
          "'large.npz', parameter '\(W)': -1e+300 at [0, 0, 0, 1] is too large for single precision; "
            + "expected at most 3.4028235e+38 in absolute value"
        ),
        (
          "large.safetensors",
          "'large.safetensors', parameter '\(W)': 3.5e+38 at [0, 0, 0, 2] is too large for single "
            + "precision; expected at most 3.4028235e+38 in absolute value"
        ),
        (
          "infinite.npz",
          "'infinite.npz', parameter '\(W)': expected finite numbers, got -inf at [0, 0, 0, 1]"
        ),
        ("none.npz", "cannot open 'none.npz': No such file or directory"),
      ] {
        let result = try croton.run("import fast-mnist \(name) --data digits --save x.st")
        #expect(result.errors == "Error: \(message)\n")
        #expect(result.status == 1)
      }
      #expect(try !croton.madeFiles().contains("x.st"))
    }
  }

  @Test func theCurveIsATable() throws {
    try withCroton { croton in
      let train = "train softmax --data digits --batch-size 5 --epochs 3 --run a --save s.st"
      #expect(try croton.run(train).status == 0)
      let export = try croton.run("export softmax --load a --csv curve.csv")
      #expect(export.status == 0, "\(export.errors)")
      let lines = String(decoding: try croton.bytes(of: "curve.csv"), as: UTF8.self)
        .split(separator: "\n")
      #expect(lines.first == "epoch,iteration,loss,validation_error,test_error,seconds")
      #expect(lines.count == 4)
      let line = /\d\.0,\d0,\d\.\d+,\d\.\d+,(\d\.\d+)?,\d+\.\d+/
      for row in lines.dropFirst() {
        let match = try line.wholeMatch(in: row)
        #expect(match != nil, "\(row)")
      }
      let log = String(decoding: try croton.bytes(of: "a/log.jsonl"), as: UTF8.self)
      let last = try #require(lines.last?.split(separator: ",", omittingEmptySubsequences: false))
      #expect(log.contains("\"training_cost\":\(last[2]),"))
      let none = try croton.run("export softmax --load s.st --csv curve.csv")
      #expect(
        none.errors
          == "Error: 's.st' belongs to no run, so there is no learning curve; expected a run.\n")
    }
  }

  @Test func filesAreNotReplacedSilently() throws {
    try withCroton { croton in
      let train = "train softmax --data digits --batch-size 5 --epochs 1"
      #expect(try croton.run(train).status == 0)
      // Without a name, the newest run.
      #expect(try croton.run("export softmax --npz w.npz").status == 0)
      #expect(try croton.run("import softmax w.npz --data digits").status == 0)
      let again = try croton.run("import softmax w.npz --data digits")
      #expect(
        again.errors == "Error: 'softmax.safetensors' exists already; expected another name, or "
          + "--save to replace it\n")
      let replaced = try croton.run("import softmax w.npz --data digits --save softmax.safetensors")
      #expect(replaced.status == 0)
      #expect(
        try croton.run("export softmax").errors
          .hasPrefix("Error: nothing is to be written; expected --npz, --safetensors or --csv.\n"))
      #expect(
        try croton.run("export mlp --npz m.npz").errors
          == "Error: there is no run of mlp in 'runs'; expected one, or the name of a file or "
          + "folder\n")
      #expect(
        try croton.run("export mlp --npz m.npz --load softmax.safetensors").errors
          == "Error: 'softmax.safetensors' has the parameters of softmax; expected those of mlp\n")
      #expect(
        try croton.run("export softmax --npz nowhere/w.npz").errors
          == "Error: cannot create 'nowhere/w.npz': No such file or directory\n")
    }
  }
}
