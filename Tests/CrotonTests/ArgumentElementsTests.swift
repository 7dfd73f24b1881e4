import GraphIR
import Storage
import Testing

/// Arguments as calls read them.
@Suite struct ArgumentElementsTests {
  @Test func nothingIsCopied() {
    let (floats, bytes) = ([Float](repeating: 1, count: 1000), [UInt8]([1, 2, 3]))
    let arguments = [ArgumentElements(floats), ArgumentElements(bytes), ArgumentElements(floats)]
    let found = ArgumentElements.withPointers(to: arguments) { $0 }
    let places = [
      floats.withUnsafeBytes { $0.baseAddress }, bytes.withUnsafeBytes { $0.baseAddress },
    ]
    #expect(found == [places[0], places[1], places[0]])
  }

  @Test func elementsFitATypeOfTheirBytesAndAlignment() {
    let floats = ArgumentElements([Float](repeating: 1, count: 6))
    #expect(floats.fit(TensorType(.float, [2, 3])))
    #expect(floats.fit(TensorType(.int32, [6])))
    #expect(!floats.fit(TensorType(.float, [5])))
    #expect(!floats.fit(TensorType(.double, [3])))
    #expect(ArgumentElements([Bool]()).fit(TensorType(.bool, [0])))
  }
}
