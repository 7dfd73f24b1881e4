import BuiltInCommands
import Croton
import CrotonCommandLine
import Testing

/// The name that a model has unless it chooses one.
struct ModelNameTests {
  @Test func wordsBecomeLowerCase() {
    #expect(MyNet.name == "my-net")
    #expect(Net.name == "net")
    #expect(HTTPNet.name == "http-net")
    #expect(NetHTTP.name == "net-http")
    #expect(LeNet5.name == "le-net5")
    #expect(A1.name == "a1")
    #expect(Net5Layers.name == "net5-layers")
    #expect(ANet.name == "a-net")
    #expect(XY.name == "xy")
    #expect(_Wide__Net_.name == "wide-net")
    #expect(Übernetz.name == "übernetz")
    #expect(Of<Int>.name == "of")
  }

  @Test func aModelCanChooseAnother() {
    #expect(Croton.LeNet5.name == "lenet5")
    #expect(LeNet5App.name == "lenet5")
  }

  private struct MyNet: Named {}
  private struct Net: Named {}
  private struct HTTPNet: Named {}
  private struct NetHTTP: Named {}
  private struct LeNet5: Named {}
  private struct A1: Named {}
  private struct Net5Layers: Named {}
  private struct ANet: Named {}
  private struct XY: Named {}
  private struct _Wide__Net_: Named {}
  private struct Übernetz: Named {}
  private struct Of<Item>: Named {}
}

private protocol Named: TrainableModel {}

extension Named {
  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    let output = try LogisticRegression(
      "output", input: batch.images.flatten(2), inputs: batch.height * batch.width,
      classes: batch.classes)
    return ModelExpressions(output, batch: batch, parameters: [])
  }
}
