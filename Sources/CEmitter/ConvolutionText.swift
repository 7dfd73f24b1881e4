import GraphIR
import KernelTemplates
import Lowering

extension KernelText {
  func convolution(_ convolution: ConvolutionKernel) throws -> String {
    let geometry = convolution.geometry
    let pooling = convolution.block.pooling
    let pools = convolution.poolsMaxima
    var values = common(geometry)
    let rows = pools ? geometry.outputHeight / pooling.window[0] : geometry.outputHeight
    let columns = pools ? geometry.outputWidth / pooling.window[1] : geometry.outputWidth
    values["outputHeight"] = rows
    values["outputWidth"] = columns
    values["pools"] = pools
    values["bias"] = convolution.block.hasBias
    values["inputLayout"] = buffers[kernel.operands[0]].extentsText
    values["outputLayout"] = buffers[kernel.results[0]].extentsText
    values["windowHeight"] = pools ? pooling.window[0] : 1
    values["windowStrideY"] = pools ? pooling.window[0] : 1
    values["windowStrideX"] = pools ? pooling.window[1] : 1
    if convolution.block.keepsWinners {
      values["winners"] = buffers[kernel.results[1]].type.elementType.cName
    }
    let sum = convolution.block.hasBias ? "maximum[lane] + bias[k + i]" : "maximum[lane]"
    values["result"] =
      convolution.block.activation?.cExpression([sum], geometry.elementType) ?? sum
    values["tiles"] = convolution.filterTiles.flatMap { filters in
      convolution.columnTiles.map { columns in
        [
          "filterStart": filters.start, "filterEnd": filters.end, "filterStep": filters.size,
          "columnStart": columns.start, "columnEnd": columns.end, "columnStep": columns.size,
          "windowWidth": pools ? pooling.window[1] : columns.size,
        ]
      }
    }
    return try KernelTemplate.convolution.render(values)
  }

  func inputGradient(_ gradient: ConvolutionInputGradientKernel) throws -> String {
    let geometry = gradient.geometry
    var values = common(geometry)
    addOutputGradient(gradient.gradient, geometry, operand: 1, to: &values)
    values["inputLayout"] = buffers[kernel.results[0]].extentsText
    values["lastConvolvedRow"] = geometry.outputHeight - 1
    values["lastFilterRow"] = geometry.filterHeight - 1
    values["tiles"] = gradient.channelTiles.flatMap { channels in
      gradient.columnTiles.map { columns in
        [
          "channelStart": channels.start, "channelEnd": channels.end,
          "channelStep": channels.size, "columnStart": columns.start, "columnStep": columns.size,
        ]
      }
    }
    return try KernelTemplate.outputGradient.render(values)
      + KernelTemplate.convolutionInputGradient.render(values)
  }

  func filterGradient(_ gradient: ConvolutionFilterGradientKernel) throws -> String {
    let geometry = gradient.geometry
    var values = common(geometry)
    addOutputGradient(gradient.gradient, geometry, operand: 1, to: &values)
    values["inputLayout"] = buffers[kernel.operands[0]].extentsText
    values["blocksPerChunk"] = gradient.blocksPerChunk
    values["filterElements"] =
      geometry.filters * geometry.channels * geometry.filterHeight * geometry.filterWidth
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    values["tiles"] = gradient.rowTiles.map { rows in
      [
        "rowStart": rows.start, "rowCount": rows.size,
        "filterPosition": geometry.flipsFilters
          ? "(\(height - 1 - rows.start) - r) * \(width) + \(width - 1) - s"
          : "(\(rows.start) + r) * \(width) + s",
      ] as [String: Any]
    }
    return try KernelTemplate.outputGradient.render(values)
      + KernelTemplate.convolutionFilterGradient.render(values)
  }

  private func common(_ geometry: ConvolutionGeometry) -> [String: Any] {
    let element = geometry.elementType
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    return [
      "name": kernel.name, "scalar": element.cName, "vector": element.cVector,
      "mask": element.cMask, "maskScalar": element.cMaskScalar, "lanes": geometry.lanes,
      "blocks": geometry.blocks, "chunks": geometry.chunks, "channels": geometry.channels,
      "height": geometry.height, "width": geometry.width, "filterCount": geometry.filters,
      "filterHeight": height, "filterWidth": width, "filterArea": height * width,
      "filterSize": geometry.channels * height * width,
      "convolvedHeight": geometry.outputHeight, "convolvedWidth": geometry.outputWidth,
      "planeSize": geometry.outputHeight * geometry.outputWidth,
      "filterRow": geometry.flipsFilters ? "\(height - 1) - r" : "r",
      "filterColumn": geometry.flipsFilters ? "\(width - 1) - s" : "s",
      // Long filter rows stay a loop: unrolled they would only fill the instruction cache.
      "unrollColumns": width <= 8 ? "CROTON_UNROLL" : "/* A loop: the filters are wide. */",
    ]
  }

  private func addOutputGradient(
    _ gradient: OutputGradient, _ geometry: ConvolutionGeometry, operand: Int,
    to values: inout [String: Any]
  ) {
    var (height, width) = (geometry.outputHeight, geometry.outputWidth)
    if case .winners(let pooling) = gradient {
      values["windowHeight"] = pooling.window[0]
      values["windowWidth"] = pooling.window[1]
      values["winners"] = buffers[kernel.operands[operand + 1]].type.elementType.cName
      values["border"] = !height.isMultiple(of: pooling.window[0]) || !width.isMultiple(of: pooling.window[1])
      (height, width) = (height / pooling.window[0], width / pooling.window[1])
    }
    values["gradientHeight"] = height
    values["gradientWidth"] = width
    values["gradientLayout"] = buffers[kernel.operands[operand]].extentsText
    values["planeBytes"] =
      geometry.outputHeight * geometry.outputWidth * geometry.lanes * geometry.elementType.byteCount
    values["lastBlock"] = geometry.blocks - 1
    let tail = geometry.images - (geometry.blocks - 1) * geometry.lanes
    if tail != geometry.lanes { values["tail"] = tail }
  }

  func maxPool(_ pooling: PoolingKernel, gradient: Bool) throws -> String {
    let values: [String: Any] = [
      "name": kernel.name, "scalar": pooling.elementType.cName, "gradient": gradient,
      "planes": pooling.planes, "height": pooling.height, "width": pooling.width,
      "planeSize": pooling.height * pooling.width,
      "planeBytes": pooling.height * pooling.width * pooling.elementType.byteCount,
      "outputHeight": pooling.pooling.outputExtent(pooling.height, axis: 0),
      "outputWidth": pooling.pooling.outputExtent(pooling.width, axis: 1),
      "windowHeight": pooling.pooling.window[0], "windowWidth": pooling.pooling.window[1],
      "strideY": pooling.pooling.stride[0], "strideX": pooling.pooling.stride[1],
    ]
    return try KernelTemplate.maxPool.render(values)
  }
}
