import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// Commands for a trained model take what is not given from its run.
struct RunOptionsTests {
  @Test func optionsOfTheRunNeedNotBeRepeated() throws {
    try withCroton { croton in
      let train = "train mlp --data digits --batch-size 5 --epochs 1 --activation relu"
      #expect(try croton.run("\(train) --hidden 7 --run a").status == 0)
      #expect(try croton.run("\(train) --hidden=9").status == 0)
      let newest = try croton.run("evaluate mlp --json")
      #expect(newest.status == 0, "\(newest.errors)")
      for load in ["a", "a/best.safetensors"] {
        let evaluated = try croton.run("evaluate mlp --json --load \(load)")
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        let repeated = "--data digits --activation relu --hidden 7"
        #expect(
          try croton.run("evaluate mlp --json --load \(load) \(repeated)").output
            == evaluated.output)
        let predicted = try croton.run("predict mlp --count 3 --load \(load)")
        #expect(predicted.status == 0, "\(predicted.errors)")
        #expect(
          try croton.run("predict mlp --count 3 --load \(load) \(repeated)").output
            == predicted.output)
      }
      // What is given counts, and a file outside of a run has no options.
      #expect(
        try croton.run("evaluate mlp --load a --hidden 6").errors
          == "Error: 'a/best.safetensors' has the parameter 'hidden.W' in shape (784, 7); "
          + "expected (784, 6)\n")
      try FileManager.default.copyItem(
        atPath: "\(croton.folder)/a/best.safetensors", toPath: "\(croton.folder)/copy.safetensors")
      #expect(
        try croton.run("evaluate mlp --load copy.safetensors --data digits").errors
          == "Error: 'copy.safetensors' has the parameter 'hidden.W' in shape (784, 7); "
          + "expected (784, 500)\n")
    }
  }

  @Test func aDamagedRunAndMovedDataAreSaid() throws {
    try withCroton { croton in
      let train = "train mlp --data digits --batch-size 5 --epochs 1 --hidden 7 --run a"
      #expect(try croton.run(train).status == 0)
      let files = FileManager.default
      try files.moveItem(
        atPath: "\(croton.folder)/digits", toPath: "\(croton.folder)/moved")
      for load in ["--load a", "--load a/best.safetensors"] {
        #expect(
          try croton.run("evaluate mlp \(load)").errors
            == "Error: the data 'digits' that the run in 'a' was trained on is not there; pass its "
            + "new location with --data\n")
        #expect(
          try croton.run("evaluate mlp --data nothing \(load)").errors
            == "Error: nothing: no such file or folder; expected a data set, or fashion-mnist\n")
        #expect(try croton.run("evaluate mlp --data moved \(load)").status == 0)
      }
      try Data("{".utf8).write(to: URL(fileURLWithPath: "\(croton.folder)/a/config.json"))
      for load in ["a", "a/best.safetensors"] {
        let result = try croton.run("evaluate mlp --data moved --hidden 7 --load \(load)")
        #expect(result.status == 1)
        #expect(
          result.errors
            == "Error: 'a' is not the folder of a run: it has no readable config.json\n")
      }
    }
  }

  @Test func optionsWithSeveralValuesStandBeforeFiles() throws {
    try withCroton { croton in
      let train = "train lenet5 --nkerns 2 3 --data digits --batch-size 5 --epochs 1"
      let trained = try croton.run("\(train) --run a")
      #expect(trained.status == 0)
      for files in ["none.png", "-- none.png"] {
        let result = try croton.run("predict lenet5 --load a \(files)")
        #expect(result.errors == "Error: none.png: no such file\n")
      }
    }
  }
}
