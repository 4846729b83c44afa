import Console

extension BenchmarkReport {
  /// One row per model: milliseconds of each set, then what the best one's mean.
  var modelsTable: Table {
    let sets = setsByRank
    let best = machine.bestKernels
    var columns: [Table.Column] = [.init("model"), .init("MMAC", .right), .init("reference ms", .right)]
    columns += sets.reversed().filter { $0 != best }.map { .init("\($0) ms", .right) }
    columns += ["\(best) ms", "median", "2 threads ms", "2 T gain"].map { .init($0, .right) }
    columns += ["GMAC/s", "of peak", "× reference", "× chip"].map { .init($0, .right) }
    var table = Table(columns)
    for model in models {
      var cells = [
        model.model, NumberForm.decimal(model.mmac, places: 1),
        Self.milliseconds(model.referenceMilliseconds),
      ]
      cells += sets.reversed().filter { $0 != best }.map { set in
        model.row(set).map { Self.milliseconds($0.milliseconds) } ?? ""
      }
      if let row = model.row(best) {
        let gmacs = model.gmacs(row)
        cells += [
          Self.milliseconds(row.milliseconds), Self.milliseconds(row.median),
          model.row(best, threads: 2).map { Self.milliseconds($0.milliseconds) } ?? "",
          model.twoThreadGain(best).map { NumberForm.decimal($0, places: 2) } ?? "",
          NumberForm.decimal(gmacs, places: 1), NumberForm.wholePercent(gmacs / (peaks[best] ?? .infinity)),
          NumberForm.decimal(model.referenceMilliseconds / row.milliseconds, places: 1),
          model.chip.map { Self.chip($0, row.milliseconds) } ?? "",
        ]
      }
      table.append(cells)
    }
    return table
  }

  /// One row per network, peer and count of threads.
  var peersTable: Table {
    var table = Table([
      .init("network"), .init("MMAC", .right), .init("threads", .right), .init("peer"),
      .init("ours ms", .right), .init("median", .right), .init("theirs ms", .right), .init("median", .right),
      .init("theirs / ours", .right),
    ])
    for figure in peers {
      table.append([
        figure.network, NumberForm.decimal(figure.mmac, places: 0), "\(figure.threads)", figure.peer,
        Self.milliseconds(figure.ours.milliseconds), Self.milliseconds(figure.ours.median),
        Self.milliseconds(figure.theirs.milliseconds), Self.milliseconds(figure.theirs.median),
        NumberForm.decimal(figure.ratio, places: 2),
      ])
    }
    return table
  }

  private static func milliseconds(_ value: Double) -> String { NumberForm.decimal(value, places: 2) }

  /// How many times faster than the chip; predicted times of the chip are marked.
  private static func chip(_ chip: ChipTime, _ ours: Double) -> String {
    (chip.isMeasured ? "" : "~ ") + NumberForm.decimal(chip.milliseconds / ours, places: 1)
  }
}
