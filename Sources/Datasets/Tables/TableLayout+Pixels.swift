extension TableLayout {
  /// The columns with the pixels of images: all but the label column.
  struct Pixels {
    let label: Int
    let shape: [Int]
    /// Whether only the number of columns suggests pixels.
    let isByCount: Bool

    /// The pixels among columns; `nil` if there are none.
    ///
    /// All but one are named `pixel0` … or `1x1` …; or the names are numbers, or missing, and
    /// beside a first column there are as many as the pixels of MNIST, of 32 x 32 grey or of CIFAR,
    /// which are grey levels in the first rows.
    init?(
      names: [String], candidates: [Int], hasHeader: Bool, values: ArraySlice<[TableField]>
    ) {
      let others = candidates.filter { !hasHeader || !Self.isPixelName(names[$0]) }
      if hasHeader, others.count == 1 {
        let pixels = candidates.filter { $0 != others[0] }.map { names[$0] }
        guard let shape = Self.shape(of: pixels) else { return nil }
        (label, self.shape, isByCount) = (others[0], shape, false)
        return
      }
      let pixels = candidates.dropFirst()
      guard let shape = Self.shapes[pixels.count],
        !hasHeader || pixels.allSatisfy({ Int(names[$0]) != nil }),
        values.allSatisfy({ row in
          candidates.allSatisfy { row.indices.contains($0) && Self.isGreyLevel(row[$0]) }
        })
      else { return nil }
      (label, self.shape, isByCount) = (candidates[0], shape, true)
    }

    private static let shapes = [784: [1, 28, 28], 1024: [1, 32, 32], 3072: [3, 32, 32]]

    private static func isGreyLevel(_ field: TableField) -> Bool {
      guard case .number(let value) = field else { return false }
      return TableRow.isGreyLevel(value)
    }

    /// The row and the column of a name such as `3x7`.
    private static func position(_ name: String) -> (row: Int, column: Int)? {
      let parts = name.split(separator: "x", omittingEmptySubsequences: false)
      guard parts.count == 2, let row = UInt16(parts[0]), let column = UInt16(parts[1]) else {
        return nil
      }
      return (Int(row), Int(column))
    }

    private static func isPixelName(_ name: String) -> Bool {
      let name = name.lowercased()
      if position(name) != nil { return true }
      return name.hasPrefix("pixel") && Int(name.dropFirst("pixel".count)) != nil
    }

    /// The shape of images of pixels of such names: of the rows and columns from the first to the
    /// last name, or square, with one channel or three.
    private static func shape(of names: [String]) -> [Int]? {
      let places = [names.first, names.last].compactMap { $0.flatMap { position($0.lowercased()) } }
      if places.count == 2 {
        let height = places[1].row - places[0].row + 1
        let width = places[1].column - places[0].column + 1
        return product([height, width]) == names.count ? [1, height, width] : nil
      }
      for channels in [1, 3] {
        let side = Int((Double(names.count) / Double(channels)).squareRoot())
        if channels * side * side == names.count { return [channels, side, side] }
      }
      return nil
    }
  }
}
