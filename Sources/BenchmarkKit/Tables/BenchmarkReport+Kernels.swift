import Console

extension BenchmarkReport {
  /// The sets that were measured, the best one first, then from fast to slow.
  var setsByRank: [String] {
    let order = ["avx512vnni", "avxvnni", "avx2", "dotprod", "neon", "baseline", "scalar"]
    let measured = order.filter(sets.contains) + sets.subtracting(order).sorted()
    return measured.filter { $0 == machine.bestKernels } + measured.filter { $0 != machine.bestKernels }
  }

  /// Sums alone: one row per layer, rate and share of the peak per set.
  var sumsTable: Table {
    let sets = setsByRank
    var columns: [Table.Column] = [.init("sums of"), .init("MMAC", .right)]
    for set in sets {
      columns.append(.init("\(set) GMAC/s", .right))
      // The compiler turns the plain loops into SSE2, so that no scalar peak is a yardstick for them.
      if set != "scalar" { columns.append(.init("of peak", .right)) }
    }
    columns.append(.init("\(machine.bestKernels) with preparation", .right))
    var table = Table(columns)
    for layer in layers(of: [.dense, .depthwise]) {
      var cells = [layer.title, NumberForm.decimal(layer.figures.first?.mmac ?? 0, places: 1)]
      for set in sets {
        let figure = layer.figures.first { $0.kernels == set }
        cells.append(figure.map { NumberForm.decimal($0.gmacs, places: 1) } ?? "")
        if set != "scalar" { cells.append(figure?.shareOfPeak.map(NumberForm.wholePercent) ?? "") }
      }
      let best = layer.figures.first { $0.kernels == machine.bestKernels }
      cells.append(best?.preparedGMACs.map { NumberForm.decimal($0, places: 1) } ?? "")
      table.append(cells)
    }
    var peakCells = ["peak, registers only", ""]
    for set in sets {
      peakCells.append(NumberForm.decimal(peaks[set] ?? 0, places: 1))
      if set != "scalar" { peakCells.append("") }
    }
    table.append(peakCells)
    return table
  }

  /// Finish and requantisation: one row per case, nanoseconds per output per set.
  var outputsTable: Table {
    let sets = setsByRank
    var table = Table([.init("ns per output")] + sets.map { .init($0, .right) })
    for layer in layers(of: [.finish, .requantize]) {
      let cells = sets.map { set in
        layer.figures.first { $0.kernels == set }
          .map { NumberForm.decimal($0.nanosecondsPerOutput, places: 2) } ?? ""
      }
      table.append([layer.title] + cells)
    }
    return table
  }

  /// Cost against size: the line of each series and set.
  var sizesTable: Table {
    var table = Table([
      .init("series"), .init("kernels"), .init("layers", .right), .init("MMAC", .right),
      .init("a, ms", .right),
      .init("b, ms per MMAC", .right), .init("R²", .right), .init("largest deviation above 1 MMAC", .right),
    ])
    for figure in sizes {
      let extents = figure.points.map(\.x)
      table.append([
        figure.series, figure.kernels, "\(figure.points.count)",
        NumberForm.decimal(extents.min() ?? 0, places: 1) + "–"
          + NumberForm.decimal(extents.max() ?? 0, places: 0),
        NumberForm.decimal(figure.line.intercept, places: 4),
        NumberForm.decimal(figure.line.slope, places: 5),
        NumberForm.decimal(figure.line.determination, places: 5),
        NumberForm.wholePercent(figure.largestDeviation),
      ])
    }
    return table
  }

  /// Figures of some families, gathered by layer in the order of their first appearance.
  private func layers(of kinds: [KernelFamily]) -> [(title: String, figures: [FamilyFigure])] {
    var result: [(title: String, figures: [FamilyFigure])] = []
    for figure in families where kinds.contains(figure.family) {
      let title = "\(figure.family.rawValue) \(figure.layer)"
      if let index = result.firstIndex(where: { $0.title == title }) {
        result[index].figures.append(figure)
      } else {
        result.append((title, [figure]))
      }
    }
    return result
  }
}

extension NumberForm {
  /// A share in whole percent: `87 %`.
  static func wholePercent(_ share: Double) -> String { "\(decimal(share * 100, places: 0)) %" }
}
