import Mustache

/// A file of the C of a network that stands alone, with everything left open that differs from
/// network to network.
package enum StandaloneTemplate: String, Sendable, CaseIterable {
  case modelHeader = "model.h"
  case model = "model.c"
  case internals = "internal.h"
  case kernels = "kernels.h"
  case shardsHeader = "shards.h"
  case parameters = "parameters.c"
  case randomHeader = "random.h"
  case random = "random.c"
  case checkpoint = "checkpoint.c"
  case headerHeader = "header.h"
  case header = "header.c"
  case jsonHeader = "json.h"
  case json = "json.c"
  case dataHeader = "data.h"
  case data = "data.c"
  case idx = "idx.c"
  case raw = "raw.c"
  case batchesHeader = "batches.h"
  case batches = "batches.c"
  case optionsHeader = "options.h"
  case options = "options.c"
  case reportHeader = "report.h"
  case report = "report.c"
  case sha256Header = "sha256.h"
  case sha256 = "sha256.c"
  case train = "train.c"
  case distributedHeader = "distributed.h"
  case distributed = "distributed.c"
  case predict = "predict.c"
  case startup = "startup.c"
  case board = "board.ld"
  case makefile = "Makefile"
  case cmake = "CMakeLists.txt"
  case readme = "README.md"
  case fortran = "model.f90"
  case python = "model.py"
  case javaScript = "model.mjs"
  case runner = "run.mjs"
  case moduleMap = "module.modulemap"

  /// The name of the file.
  package var fileName: String { rawValue }

  /// The template itself, as UTF-8.
  package var source: [UInt8] {
    switch self {
    case .modelHeader: PackageResources.model_h_mustache
    case .model: PackageResources.model_c_mustache
    case .internals: PackageResources.internal_h_mustache
    case .kernels: PackageResources.kernels_h_mustache
    case .shardsHeader: PackageResources.shards_h_mustache
    case .parameters: PackageResources.parameters_c_mustache
    case .randomHeader: PackageResources.random_h_mustache
    case .random: PackageResources.random_c_mustache
    case .checkpoint: PackageResources.checkpoint_c_mustache
    case .headerHeader: PackageResources.header_h_mustache
    case .header: PackageResources.header_c_mustache
    case .jsonHeader: PackageResources.json_h_mustache
    case .json: PackageResources.json_c_mustache
    case .dataHeader: PackageResources.data_h_mustache
    case .data: PackageResources.data_c_mustache
    case .idx: PackageResources.idx_c_mustache
    case .raw: PackageResources.raw_c_mustache
    case .batchesHeader: PackageResources.batches_h_mustache
    case .batches: PackageResources.batches_c_mustache
    case .optionsHeader: PackageResources.options_h_mustache
    case .options: PackageResources.options_c_mustache
    case .reportHeader: PackageResources.report_h_mustache
    case .report: PackageResources.report_c_mustache
    case .sha256Header: PackageResources.sha256_h_mustache
    case .sha256: PackageResources.sha256_c_mustache
    case .train: PackageResources.train_c_mustache
    case .distributedHeader: PackageResources.distributed_h_mustache
    case .distributed: PackageResources.distributed_c_mustache
    case .predict: PackageResources.predict_c_mustache
    case .startup: PackageResources.startup_c_mustache
    case .board: PackageResources.board_ld_mustache
    case .makefile: PackageResources.Makefile_mustache
    case .cmake: PackageResources.CMakeLists_txt_mustache
    case .readme: PackageResources.README_md_mustache
    case .fortran: PackageResources.model_f90_mustache
    case .python: PackageResources.model_py_mustache
    case .javaScript: PackageResources.model_mjs_mustache
    case .runner: PackageResources.run_mjs_mustache
    case .moduleMap: PackageResources.module_modulemap_mustache
    }
  }

  /// The template with numbers and names put in.
  ///
  /// - Throws: the template engine's error where the template itself is malformed.
  package func render(_ values: some MustacheParent) throws -> String {
    try MustacheTemplate(string: String(decoding: source, as: UTF8.self)).render(values)
  }
}
