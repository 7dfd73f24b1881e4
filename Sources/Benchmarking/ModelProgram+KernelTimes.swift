import Compiler
import Toolchain
import Training

extension ModelProgram {
  /// The time of each kernel of a training step, measured on the first minibatch, in the order in
  /// which they run. The steps change the parameters of this program.
  ///
  /// - Throws: `DatasetError` where examples cannot be read; errors of the compiler.
  package func kernelTimes(options: CompileOptions) throws -> [KernelTime] {
    let minibatch = try firstMinibatch()
    let step = FunctionMeasurement(definition: train, options: options, calls: 40) { _ in
      minibatch
    }
    let peak = try FMAPeak(.float, compiler: KernelCompiler())
      .gigaflops(threads: options.threadCount)
    return try step.kernelTimes(peak: peak)
  }
}
