import Mustache
import Synchronization

/// The C of kernels whose form is fixed, with every number left open.
package enum KernelTemplate: String, Sendable, CaseIterable {
  case header, vector, bf16, fma, math, functions, mpi, processesHeader, processes
  case convolution, convolutionWindow, convolutionSpread, convolutionProducts, outputGradient, convolutionInputGradient
  case convolutionFilterGradient, convolutionFilterProducts
  case convolutionGradients, convolutionInputGradientBand
  case convolutionFilterGradientBand, convolutionFilterGradientChunks
  case convolutionResult
  case convolutionWindowPieces, convolutionPlaceColumn
  case convolutionStoreColumns, convolutionColumnResults
  case winogradConvolution, winogradInputGradient, winogradFilterGradient
  case winogradRowConvolution, winogradRowFilterGradient, winogradRowInput
  case winogradRowProducts, winogradRowGradientProducts
  case winogradFilters, winogradInputRows, winogradInputPoints, winogradGradientRows
  case winogradGradientPoints, winogradProducts
  case softmax, fmaPeak

  /// The template itself, as UTF-8.
  package var source: [UInt8] {
    switch self {
    case .header: PackageResources.croton_h_mustache
    case .fma: PackageResources.fma_h_mustache
    case .math: PackageResources.math_h_mustache
    case .vector: PackageResources.vector_h_mustache
    case .bf16: PackageResources.bf16_h_mustache
    case .functions: PackageResources.functions_h_mustache
    case .mpi: PackageResources.mpi_h_mustache
    case .processesHeader: PackageResources.processes_h_mustache
    case .processes: PackageResources.processes_c_mustache
    case .convolution: PackageResources.convolution_c_mustache
    case .convolutionSpread: PackageResources.convolution_spread_c_mustache
    case .convolutionProducts: PackageResources.convolution_products_c_mustache
    case .outputGradient: PackageResources.output_gradient_c_mustache
    case .convolutionInputGradient: PackageResources.convolution_input_gradient_c_mustache
    case .convolutionFilterGradient: PackageResources.convolution_filter_gradient_c_mustache
    case .convolutionGradients: PackageResources.convolution_gradients_c_mustache
    case .convolutionInputGradientBand:
      PackageResources.convolution_input_gradient_band_c_mustache
    case .convolutionFilterGradientBand:
      PackageResources.convolution_filter_gradient_band_c_mustache
    case .convolutionFilterGradientChunks:
      PackageResources.convolution_filter_gradient_chunks_c_mustache
    case .convolutionResult: PackageResources.convolution_result_c_mustache
    case .convolutionWindowPieces: PackageResources.convolution_window_pieces_c_mustache
    case .convolutionPlaceColumn: PackageResources.convolution_place_column_c_mustache
    case .convolutionStoreColumns: PackageResources.convolution_store_columns_c_mustache
    case .convolutionColumnResults: PackageResources.convolution_column_results_c_mustache
    case .convolutionWindow: PackageResources.convolution_window_c_mustache
    case .convolutionFilterProducts: PackageResources.convolution_filter_products_c_mustache
    case .winogradConvolution: PackageResources.winograd_convolution_c_mustache
    case .winogradInputGradient: PackageResources.winograd_input_gradient_c_mustache
    case .winogradFilterGradient: PackageResources.winograd_filter_gradient_c_mustache
    case .winogradRowConvolution: PackageResources.winograd_row_convolution_c_mustache
    case .winogradRowFilterGradient: PackageResources.winograd_row_filter_gradient_c_mustache
    case .winogradRowInput: PackageResources.winograd_row_input_c_mustache
    case .winogradRowProducts: PackageResources.winograd_row_products_c_mustache
    case .winogradRowGradientProducts:
      PackageResources.winograd_row_gradient_products_c_mustache
    case .winogradFilters: PackageResources.winograd_filters_c_mustache
    case .winogradInputRows: PackageResources.winograd_input_rows_c_mustache
    case .winogradInputPoints: PackageResources.winograd_input_points_c_mustache
    case .winogradGradientRows: PackageResources.winograd_gradient_rows_c_mustache
    case .winogradGradientPoints: PackageResources.winograd_gradient_points_c_mustache
    case .winogradProducts: PackageResources.winograd_products_c_mustache
    case .softmax: PackageResources.softmax_c_mustache
    case .fmaPeak: PackageResources.fma_peak_c_mustache
    }
  }

  /// The template with numbers and names put in.
  ///
  /// - Throws: the template engine's error where the template itself is malformed.
  package func render(_ values: some MustacheParent) throws -> String {
    try parsed().render(values)
  }

  /// The templates that have been parsed, each once: a function's C has some of them a dozen times.
  private static let parsed = Mutex<[KernelTemplate: MustacheTemplate]>([:])

  private func parsed() throws -> MustacheTemplate {
    try Self.parsed.withLock { parsed in
      if let template = parsed[self] { return template }
      let template = try MustacheTemplate(string: String(decoding: source, as: UTF8.self))
      parsed[self] = template
      return template
    }
  }
}
