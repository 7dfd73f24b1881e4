import Schedule

/// The rows of a convolution's output that a kernel on tiles works on at a time.
struct Band {
  /// The number of bands, and of rows in each; the last band may reach past the output.
  let count: Int
  let rows: Int
  /// The width that whole tiles cover.
  let width: Int

  init(_ tiling: WinogradTiling) {
    count = tiling.bands
    rows = tiling.bandRows * tiling.rows.outputs
    width = tiling.tiledWidth
  }

  init(_ tiling: RowTiling) {
    count = 1
    rows = tiling.geometry.outputHeight
    width = tiling.tiledWidth
  }
}
