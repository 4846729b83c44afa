import Console

extension BenchmarkReport {
  /// Where, when, and all tables that the run has figures for, as Markdown.
  package func markdown(_ judged: [JudgedLimit]) -> String {
    var parts = [machine.sentence + "\n"]
    func add(_ title: String, _ table: Table) {
      if !table.rows.isEmpty { parts.append("### \(title)\n\n" + table.markdown) }
    }
    add("Models", modelsTable)
    if !families.isEmpty {
      add("Kernels: sums", sumsTable)
      add("Kernels: finish and requantisation", outputsTable)
    }
    add("Cost against size: ms = a + b · MMAC", sizesTable)
    add("Peers", peersTable)
    add("RISC-V programs on one hart", guestTable)
    add("Limits", Self.table(judged))
    return parts.joined(separator: "\n")
  }

  /// One row per limit.
  static func table(_ judged: [JudgedLimit]) -> Table {
    var table = Table([
      .init("limit"), .init("kind"), .init("required", .right), .init("worst", .right), .init("where"),
      .init("verdict"),
    ])
    for item in judged {
      let (form, worst) = (item.limit.unit.form, item.worst)
      let verdict: String =
        switch item.verdict {
        case .pass: "PASS"
        case .miss: item.count == 1 ? "MISS" : "MISS (\(item.missed) of \(item.count))"
        case .notMeasurable(let reason): reason
        }
      table.append([
        item.limit.title, item.limit.kind.rawValue, item.limit.required, worst.map { form($0.value) } ?? "",
        worst?.subject ?? "", verdict,
      ])
    }
    return table
  }
}

extension Machine {
  /// `2026-11-21, AMD EPYC, 2 cores, …`.
  var sentence: String {
    var parts = ["\(date): \(processor), \(cores) cores, best set `\(bestKernels)`"]
    parts.append("load average \(NumberForm.decimal(load, places: 1)) at the start")
    if let othersShare {
      parts.append("others took \(NumberForm.wholePercent(othersShare)) of the cores while models ran")
    }
    return parts.joined(separator: ", ") + "."
  }
}

extension Limit {
  /// The bound as text: `≥ 80 %`.
  var required: String {
    switch bound {
    case .atLeast(let value): "≥ \(unit.form(value))"
    case .atMost(let value): "≤ \(unit.form(value))"
    }
  }
}

extension Limit.Unit {
  /// A value as text.
  var form: (Double) -> String {
    switch self {
    case .percent: { NumberForm.wholePercent($0) }
    case .times: { NumberForm.decimal($0, places: 2) + " ×" }
    case .milliseconds: { NumberForm.decimal($0, places: 2) + " ms" }
    case .nanoseconds: { NumberForm.decimal($0, places: 2) + " ns" }
    case .gmacs: { NumberForm.decimal($0, places: 1) + " GMAC/s" }
    case .mips: { NumberForm.decimal($0, places: 0) + " MIPS" }
    }
  }
}
