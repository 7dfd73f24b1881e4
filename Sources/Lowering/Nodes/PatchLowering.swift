import GraphIR
import Schedule

extension GraphLowerer {
  /// Adds kernels that compute a convolution of few images from their patches.
  mutating func lowerPatches(
    _ kernel: ConvolutionKernel, _ unfolding: Unfolding, _ block: ConvolutionBlock, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    let images = try buffer(node.operands[0])
    let unfolded = patches(unfolding, unfolding.patchShape, "\(buffers[images].name)patches")
    var arguments = [
      Argument(.read, .input, unfolded),
      Argument(.read, .filters, try buffer(node.operands[1])),
    ]
    if block.hasBias { arguments.append(Argument(.read, .bias, try buffer(node.operands[2]))) }
    append(
      Kernel(
        name: names.name(of: index, suffix: "unfold"),
        body: .patches(PatchKernel(.unfold, unfolding)),
        arguments: [Argument(.read, .input, images), Argument(.write, .output, unfolded)],
        location: node.location))
    let target = result(index)
    let computed = patches(unfolding, unfolding.resultShape, "\(buffers[target].name)patches")
    let name = appendUnchecked(
      index, .convolution(kernel), suffix: Self.name(of: block),
      arguments + [Argument(.write, .output, computed)])
    append(
      Kernel(
        name: names.name(of: index, suffix: "fold"),
        body: .patches(PatchKernel(.fold, unfolding)),
        arguments: [Argument(.read, .input, computed), Argument(.write, .output, target)],
        location: node.location))
    checkNumbers(index, kernel: name, [target])
  }

  /// Memory for patches, or for what is computed from them.
  private mutating func patches(_ unfolding: Unfolding, _ shape: Shape, _ name: String) -> Int {
    add(
      Buffer(
        name: names.unique(name), type: TensorType(unfolding.elementType, shape),
        layout: .imagesInnermost(lanes: unfolding.lanes), place: .arena))
  }
}
