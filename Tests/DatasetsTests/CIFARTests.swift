import Testing

@testable import Datasets

struct CIFARTests {
  private static let forms = ["python2", "python3-protocol2", "python3-protocol5", "text-keys"]

  @Test(arguments: [false, true])
  func binaryFiles(isGzipped: Bool) throws {
    for (files, form, classes) in [
      (CIFAR.binary10, "CIFAR-10 binary files", 10),
      (CIFAR.binary100, "CIFAR-100 binary files", 100),
    ] {
      try load(files, isGzipped: isGzipped, form: form, classes: classes)
    }
  }

  @Test(arguments: forms)
  func pickles(form: String) throws {
    for isGzipped in [false, true] {
      try load(
        CIFAR.pickles("cifar10-\(form)"), isGzipped: isGzipped, form: "CIFAR-10 pickles",
        classes: 10)
      try load(
        CIFAR.pickles("cifar100-\(form)"), isGzipped: isGzipped, form: "CIFAR-100 pickles",
        classes: 100)
    }
  }

  private func load(
    _ files: [String: [UInt8]], isGzipped: Bool, form: String, classes: Int
  ) throws {
    var stored: [String: [UInt8]] = ["README.html": ascii("<html>"), ".DS_Store": [1]]
    for (name, bytes) in files {
      stored[isGzipped ? "\(name).gz" : name] = isGzipped ? try gzip(bytes) : bytes
    }
    try withFolder(stored) { folder in
      let contents = try DataSource.path(folder).contents()
      CIFAR.check(contents, form: form, classes: classes)
      #expect(folder.hasSuffix(contents.name))
    }
  }

  @Test func filesOfOtherNamesAreToldByTheirContents() throws {
    let files = [
      "part10.dat": CIFAR.records(2..<3) { [UInt8($0)] },
      "part9.dat": CIFAR.records(0..<2) { [UInt8($0)] },
      "my-test.dat": CIFAR.records(3..<4) { [UInt8($0)] },
    ]
    try withFolder(files) { folder in
      var contents = try DataSource.path(folder).contents()
      #expect(contents.target == .classes((0..<10).map(String.init)))
      contents.target = .classes((0..<10).map { "class \($0)" })
      CIFAR.check(contents, form: "CIFAR-10 binary files", classes: 10)
    }
    var pickles = try CIFAR.pickles("cifar10-python2")
    pickles["a"] = pickles.removeValue(forKey: "data_batch_1")
    pickles["b"] = pickles.removeValue(forKey: "data_batch_2")
    pickles["testing"] = pickles.removeValue(forKey: "test_batch")
    pickles["names"] = pickles.removeValue(forKey: "batches.meta")
    try load(pickles, isGzipped: false, form: "CIFAR-10 pickles", classes: 10)
  }

  @Test func theFilesAreReadFrom() throws {
    try withFolder(CIFAR.binary10.merging(["notes": [1]]) { $1 }) { folder in
      let source = DataSource.path(folder)
      #expect(source.reads("\(folder)/data_batch_2.bin"))
      #expect(source.reads("\(folder)/../\(folder.folderAndName.name)/test_batch.bin"))
      #expect(source.reads("\(folder)/batches.meta.txt"))
      #expect(!source.reads("\(folder)/notes"))
      #expect(!source.reads("\(folder)/network"))
    }
  }
}
