import Console
import NPUGraph
import Simulation
import Tensors

/// The human form of `kiln check`.
struct CheckText {
  private let path: String
  private let support: NetworkSupport
  private let showsAll: Bool
  private let width: Int?

  /// Networks of up to so many operators are listed whole.
  private static let shortList = 40
  /// Most names in a sentence, most remedies.
  private static let longestList = 5

  init(path: String, _ support: NetworkSupport, showsAll: Bool, width: Int?) {
    (self.path, self.support, self.showsAll, self.width) = (path, support, showsAll, width)
  }

  /// Table, summary, what to change.
  var text: String {
    var parts = ["\(path) on \(support.chip)\n"]
    if !listed.isEmpty { parts.append(table) }
    let left = support.rows.count - listed.count
    if left > 0 {
      parts.append(
        "\(left) more run\(left == 1 ? "s" : "") on the \(support.accelerator) as "
          + "\(left == 1 ? "it is" : "they are"), or need\(left == 1 ? "s" : "") no work; --all lists them.\n"
      )
    }
    parts.append(summary)
    parts += [impossible, changes].filter { !$0.isEmpty }
    parts.append(certainty)
    return parts.joined(separator: "\n")
  }

  private var listed: [NetworkSupport.Row] {
    if showsAll || support.rows.count <= Self.shortList { return support.rows }
    return support.rows.filter { $0.support.verdict != .accelerated && $0.support.verdict != .free }
  }

  private var table: String {
    var columns: [Table.Column] = [.init("node"), .init("operator"), .init("result"), .init("runs on")]
    if support.clocks != nil { columns.append(.init("ms", .right)) }
    var table = Table(columns + [.init("how, and why")])
    for row in listed {
      var cells = [row.name, row.operation, Shape(row.output).description, unit(row.support.verdict)]
      if let clocks = support.clocks {
        cells.append(row.support.cycles.map { milliseconds(clocks.milliseconds($0)) } ?? "?")
      }
      table.append(cells + [how(row.support)])
    }
    return table.plain(width: width)
  }

  private func unit(_ verdict: OperatorSupport.Verdict) -> String {
    switch verdict {
    case .free: "-"
    case .accelerated: support.accelerator
    case .partly: "\(support.accelerator), partly"
    case .cpu: "CPU"
    case .impossible: "nowhere"
    }
  }

  private func how(_ answer: OperatorSupport) -> String {
    guard !answer.steps.isEmpty else { return answer.reason }
    return answer.steps.map(\.words).joined(separator: "; ") + " - " + answer.reason
  }

  private func milliseconds(_ value: Double) -> String {
    NumberForm.decimal(value, places: value < 10 ? 3 : value < 100 ? 2 : 1)
  }

  // MARK: Sentences

  /// How many run where, by name where they are few, and the estimated time.
  private var summary: String {
    let work = support.rows.count - support.count(.free)
    let (whole, parts) = (support.count(.accelerated), support.count(.partly))
    var sentence = "\(whole + parts) of \(work) operators run on the \(support.accelerator)"
    if parts > 0 { sentence += ", \(parts) of them partly" }
    if support.count(.cpu) > 0 { sentence += "; \(support.count(.cpu)) on the CPU: \(names(.cpu))" }
    if support.count(.impossible) > 0 {
      sentence += "; \(support.count(.impossible)) nowhere: \(names(.impossible))"
    }
    sentence += "."
    if support.count(.free) > 0 { sentence += " \(support.count(.free)) more need no work." }
    return sentence + "\n" + time
  }

  private func names(_ verdict: OperatorSupport.Verdict) -> String {
    let rows = support.rows.filter { $0.support.verdict == verdict }
    let names = rows.prefix(Self.longestList).map { Self.title($0) }.joined(separator: ", ")
    return rows.count > Self.longestList ? "\(names) and \(rows.count - Self.longestList) more" : names
  }

  private static func title(_ row: NetworkSupport.Row) -> String {
    row.name.isEmpty ? row.operation : "\(row.operation) \"\(row.name)\""
  }

  private var time: String {
    guard let clocks = support.clocks, let cycles = support.cycles, support.count(.impossible) == 0 else {
      return ""
    }
    let total = milliseconds(clocks.milliseconds(cycles))
    let missing = support.unknownCosts
    let rest = missing > 0 ? ", without \(missing) whose cost is not known" : ""
    return
      "Estimated: about \(total) ms at \(support.accelerator) \(Int(clocks.acceleratorMHz)) MHz, "
      + "CPU \(Int(clocks.cpuMHz)) MHz\(rest).\n"
  }

  private var impossible: String {
    var lines = support.obstacles.map { "  \($0)" }
    for row in support.rows where row.support.verdict == .impossible {
      lines.append("  \(Self.title(row)): \(row.support.reason)")
      if let remedy = row.support.remedy { lines.append("    \(remedy)") }
    }
    guard !lines.isEmpty else { return "" }
    return (["The \(support.chip) cannot run it until this is changed:"] + lines).joined(separator: "\n")
      + "\n"
  }

  /// Remedies of what runs in parts or on the CPU, the ones that save most first; the same ones once.
  private var changes: String {
    var remedies: [(words: String, rows: [NetworkSupport.Row], cycles: Int)] = []
    for row in support.rows where row.support.verdict == .partly || row.support.verdict == .cpu {
      guard let remedy = row.support.remedy else { continue }
      let cycles = row.support.cycles ?? 0
      if let index = remedies.firstIndex(where: { $0.words == remedy }) {
        remedies[index].rows.append(row)
        remedies[index].cycles = [remedies[index].cycles, cycles].saturatingSum { $0 }
      } else {
        remedies.append((remedy, [row], cycles))
      }
    }
    guard !remedies.isEmpty else { return "" }
    let sorted = remedies.enumerated().sorted {
      ($1.element.cycles, $0.offset) < ($0.element.cycles, $1.offset)
    }
    let lines = sorted.prefix(Self.longestList).map { _, remedy in
      let more = remedy.rows.count > 1 ? " and \(remedy.rows.count - 1) more" : ""
      return "  \(Self.title(remedy.rows[0]))\(more): \(remedy.words)"
    }
    return "To have more of it on the \(support.accelerator):\n" + lines.joined(separator: "\n") + "\n"
  }

  private var certainty: String {
    let counts = SupportRule.Standing.allCases.map { standing in
      (standing, support.rows.count { $0.support.rule.standing == standing })
    }
    let words = counts.filter { $0.1 > 0 }.map { "\($0.0.rawValue) \($0.1)" }.joined(separator: ", ")
    return words.isEmpty
      ? "The network has no operators."
      : "How surely that is known: \(words) (docs/operator-support.md; --json names each source)."
  }
}
