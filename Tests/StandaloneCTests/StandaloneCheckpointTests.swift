import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// Checkpoints that C which stands alone reads: its own, Croton's, and damaged ones.
struct StandaloneCheckpointTests {
  /// A program that loads each file and says with what status, and whether parameters have changed.
  private static let loader = """
    #include "model.h"
    #include <stdio.h>
    #include <string.h>

    static _Alignas(64) unsigned char memory[NET_CONTEXT_BYTES(1)];
    static unsigned char before[NET_CONTEXT_BYTES(1)];

    int main(int count, char **paths)
    {
      net_context *network;
      if (net_init(&network, memory, sizeof memory, 1, 5) != NET_OK) return 1;
      for (int i = 1; i < count; ++i) {
        memcpy(before, memory, sizeof memory);
        const net_status status = net_load(network, paths[i]);
        printf("%d %d\\n", status, memcmp(before, memory, sizeof memory) == 0);
      }
      return net_save(network, "again.safetensors") == NET_OK ? 0 : 2;
    }
    """

  /// The bytes of a file with another header.
  private func file(_ header: String, _ data: Data) -> Data {
    let text = Data(header.utf8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + data
  }

  private func split(_ file: Data) -> (header: String, data: Data) {
    let count = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return (
      String(decoding: file.dropFirst(8).prefix(count), as: UTF8.self), file.dropFirst(8 + count)
    )
  }

  @Test func checkpointsAreReadAndDamagedOnesRefused() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits"))
      let checkpoint = try trainer.trained(in: folder).checkpoint
      let c = try CFolder(
        trainer, in: "\(folder)/c", prefix: "net",
        make: [
          "CFLAGS=-O1 -g -Werror -fsanitize=address,undefined -fno-sanitize-recover", "libnet.a",
        ])
      let (header, data) = split(checkpoint)
      func replaced(_ text: String, _ other: String) throws -> Data {
        try #require(header.contains(text), "\(text)")
        return file(header.replacing(text, with: other), data)
      }
      let first = #""conv2d1.W":{"dtype":"F32","shape":[4,1,3,3],"data_offsets":[0,144]}"#
      let foreign = String(repeating: "x", count: 100)
      var nan = checkpoint
      let start = checkpoint.count - data.count
      nan.replaceSubrange(start..<start + 4, with: [0, 0, 0xc0, 0x7f])
      let files: [(status: Int, contents: Data)] = [
        (0, checkpoint),
        (0, try replaced(first, first.replacing("conv", with: "\\u0063onv"))),
        (0, file(" " + header + "  ", data)),
        (5, Data()), (5, checkpoint.prefix(7)), (5, checkpoint.prefix(40)),
        (5, checkpoint.dropLast()),
        (5, checkpoint + [0]), (5, Data(repeating: 0xff, count: 100)),
        (5, file("", data)), (5, file("{}{", data)), (5, file("[" + header.dropFirst(), data)),
        (6, file("{}", Data())),
        (6, try replaced("conv2d1.W", "conv2d1.X")),
        (6, try replaced(first, first.replacing("F32", with: "I32"))),
        (6, try replaced(first, first.replacing("[4,1,3,3]", with: "[4,3,3]"))),
        (6, try replaced(first, first.replacing("[4,1,3,3]", with: "[4,1,3,3,1,1,1,1,1]"))),
        (6, try replaced(first, first.replacing("[0,144]", with: "[0,148]"))),
        (5, try replaced(first, first.replacing("[0,144]", with: "[4,148]"))),
        (5, try replaced(first, first.replacing("[0,144]", with: "[0,144,1]"))),
        (5, try replaced(first, first.replacing("[0,144]", with: "[144,0]"))),
        (5, try replaced(first, first.replacing("[0,144]", with: "[0,9999999999999999999]"))),
        (5, try replaced(first, first.replacing("[0,144]", with: "[-1,144]"))),
        (5, try replaced(first, first + "," + first)),
        (5, try replaced(first, first.replacing("F32", with: foreign))),
        (5, try replaced(first, first.replacing("dtype", with: foreign))),
        (5, try replaced(first, first.replacing("conv", with: "\\ud800onv"))),
        (5, try replaced(first, first.replacing("conv", with: "\\u0000onv"))),
        (5, try replaced(first, first.replacing("conv", with: "\\qonv"))),
        (5, try replaced(#""state.noise":""#, #""state.noise":"x"#)),
        (5, try replaced(#""state.noise":""#, #""state.noise":"1 2 3 "#)),
        (6, nan),
      ]
      for (index, file) in files.enumerated() {
        try file.contents.write(to: URL(fileURLWithPath: "\(c.path)/\(index)"))
      }
      let result = try c.runOwn(
        Self.loader, ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"],
        arguments: files.indices.map(String.init) + ["nothing"])
      #expect(result.errors == "")
      let expected =
        files.enumerated().map { "\($1.status) \($0 == 0 ? 0 : 1)" } + ["4 1"]
      #expect(result.lines == expected)
      // What was read is written as it was.
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/again.safetensors")) == checkpoint)
    }
  }

  @Test func crotonReadsWhatCHasSaved() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits"))
      let c = try CFolder(trainer, in: "\(folder)/c", prefix: "net")
      try c.succeed("train", ["--data", "../digits", "--epochs", "1", "--save", "c.safetensors"])
      let model = try TrainedModel(
        OwnNetwork(), loadPath: "\(c.path)/c.safetensors", compileOptions: trainer.compileOptions)
      #expect(model.description.exampleShape == [1, 28, 28])
      #expect(try model.predictions(of: trainer.data.load().test.values).count == 20)
    }
  }
}
