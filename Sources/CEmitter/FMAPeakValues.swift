import KernelTemplates

/// The function that does nothing but multiply and add.
package struct FMAPeakValues: KernelTemplateValues {
  package static let template = KernelTemplate.fmaPeak

  let abiVersion, accumulators, repetitions: Int
  let type: String

  package init(abiVersion: Int, accumulators: Int, repetitions: Int, type: String) {
    self.abiVersion = abiVersion
    self.accumulators = accumulators
    self.repetitions = repetitions
    self.type = type
  }
}
