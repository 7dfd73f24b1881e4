import GraphIR
import Schedule

/// The position of the first largest element; a NaN counts as larger than any number, as in NumPy.
struct ArgmaxEmitter: KernelEmitter {
  let context: KernelContext
  let argmax: ArgmaxKernel

  var formula: String {
    "\(resultName)[outer][inner] = the first i where \(name(of: .input))[outer][i][inner] is largest"
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    let arrays = context.parameters { role in
      role == .output
        ? [argmax.outer, argmax.inner] : [argmax.outer, argmax.extent, argmax.inner]
    }
    var text = CWriter()
    let isReal = argmax.elementType.isFloatingPoint
    text.function(signature, parameters: arrays) { body in
      body.add("#pragma omp for collapse(2) schedule(static)")
      body.block("for (int64_t outer = 0; outer < \(argmax.outer); ++outer)") {
        $0.block("for (int64_t inner = 0; inner < \(argmax.inner); ++inner)") {
          $0.add("int64_t best = 0;")
          $0.block("for (int64_t i = 1; i < \(argmax.extent); ++i)") {
            let value = CExpression.element(name(of: .input), ["outer", "i", "inner"])
            let held = CExpression.element(name(of: .input), ["outer", "best", "inner"])
            let isNumber = isReal ? "\(held) == \(held) && " : ""
            let larger = isReal ? "!(\(value) <= \(held))" : "\(value) > \(held)"
            $0.block("if (\(isNumber)\(larger))") { $0.add("best = i;") }
          }
          $0.add("\(CExpression.element(resultName, ["outer", "inner"])) = best;")
        }
      }
    }
    return text.text
  }
}

extension EmitterFactory {
  func visit(_ kernel: ArgmaxKernel) -> any KernelEmitter {
    ArgmaxEmitter(context: context, argmax: kernel)
  }
}
