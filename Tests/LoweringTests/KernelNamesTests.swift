import GraphIR
import TestSupport
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct KernelNamesTests {
  @Test func identifiers() {
    for (text, identifier) in [
      ("x", "x"), ("layer0.W", "layer0_W"), ("x y", "x_y"), ("1st", "n1st"), ("é", "n"),
      ("naïve", "na_ve"), ("", "n"), ("__LINE__", "LINE"), ("_Bool", "Bool"), ("a--b", "a_b"),
      ("*/ #define", "define"), ("日本", "n"), ("x\n\"", "x"),
    ] {
      #expect(Identifier.from(text) == identifier)
    }
  }

  @Test func everyNameIsOneOfOurs() {
    var generator = SeededGenerator.announced()
    let alphabet = Array("ab_1 .é*/\n\"\\%日X0")
    var names = KernelNames(GraphBuilder().graph(name: "f", roots: []))
    var seen: Set<String> = []
    for _ in 0..<2000 {
      let length = Int.random(in: 0...6, using: &generator)
      let text = String((0..<length).compactMap { _ in alphabet.randomElement(using: &generator) })
      let name = names.unique(text)
      #expect(seen.insert(name).inserted, "seed \(generator.seed): \(name)")
      #expect(
        name.wholeMatch(of: /[A-Za-z]([A-Za-z0-9_]*)_/) != nil, "seed \(generator.seed): \(name)")
    }
  }

  @Test func kernelsAreCalledAfterTheUsersNames() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([4, 3]), "x")
    let w = try builder.shared(0, float([3, 2]), "layer.W")
    let b = try builder.shared(1, float([2]), "layer.b")
    let product = try builder.apply(.dot(transposesLeft: false, transposesRight: false), x, w)
    let sum = try builder.apply(.add, product, b)
    let named = try builder.add(.tanh, [sum], name: "hidden", at: here)
    let again = try builder.add(.tanh, [named], name: "hidden", at: here)
    let last = try builder.apply(.exp, again)
    let unnamed = try builder.apply(.exp, last)
    let schedule = try builder.schedule(outputs: [unnamed])
    #expect(
      schedule.kernelNames == [
        "layer_dot_add_", "hidden_tanh_", "hidden_tanh_2_", "hidden_exp_", "hidden_exp_2_",
      ])
    #expect(
      schedule.buffers.map(\.name) == [
        "x_", "layer_W_", "layer_b_", "layer_sum_", "layer_packed_matrix_", "hidden_", "hidden_2_",
        "hidden_exp_value_", "hidden_exp_value_2_",
      ])
  }

  @Test func whatHasNoNameIsCalledAfterItsViewOrWhatIsBeforeIt() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([4, 3]), "x")
    let w = try builder.shared(0, float([3, 2]), "layer.W")
    let product = try builder.apply(.dot(transposesLeft: false, transposesRight: false), x, w)
    let view = try builder.add(.reshape([8]), [product], name: "hidden", at: here)
    let flat = try builder.apply(.reshape([2, 4]), view)
    let sum = try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), flat)
    let schedule = try builder.schedule(outputs: [sum])
    #expect(schedule.kernelNames == ["hidden_dot_", "hidden_sum_"])
    #expect(
      schedule.buffers.map(\.name) == [
        "x_", "layer_W_", "hidden_data_", "hidden_packed_matrix_", "hidden_", "hidden_reshaped_",
        "hidden_total_",
      ])
  }

  @Test func functionsAreFilesOfTheirNames() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([4]))
    for (name, identifier) in [("train step", "train_step"), ("../é", "n"), ("f", "f")] {
      let graph = builder.graph(name: name, roots: [.init(.output(0), x)])
      let schedule = try Lowering.schedule(graph, for: Target(registerBytes: 16))
      #expect(schedule.identifier == identifier)
    }
  }
}
