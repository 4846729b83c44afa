import Console
import FoundationEssentials
import Tensors

/// The human form of `kiln diff`: the verdict, what can cause it, then the table.
struct DiffText {
  /// Rows shown without `--all`.
  static let rowLimit = 20

  let comparison: Comparison
  let a: String
  let b: String
  let showsEqual: Bool

  init(_ comparison: Comparison, a: String, b: String, showsEqual: Bool) {
    self.comparison = comparison
    self.a = a
    self.b = b
    self.showsEqual = showsEqual
  }

  var text: String {
    let entries = comparison.layers + comparison.outputs
    let equal = entries.filter { $0.isEqual }.count
    var lines = ["A: \(a)", "B: \(b)"]
    if comparison.isEqual {
      lines.append("equal: all \(entries.count) compared tensors, byte for byte")
      lines += comparison.accountNotes.map { "note: \($0), yet the results are equal" }
    } else {
      lines.append("different: \(entries.count - equal) of \(entries.count) compared tensors")
      if let first = comparison.firstDifference { lines.append("first difference: \(Self.place(of: first))") }
      lines += comparison.causes.map { "possible cause: \($0)" }
      lines += comparison.unpaired.map { "not compared: \($0)" }
    }
    let rows = entries.filter { showsEqual || !$0.isEqual }
    if !rows.isEmpty { lines += ["", table(rows)] }
    return lines.joined(separator: "\n")
  }

  /// Which element differs first, with both values.
  private static func place(of entry: Comparison.Entry) -> String {
    guard let index = entry.difference.first else {
      let what = entry.hasSameSize ? "bits alone; the values are equal" : "size alone"
      return "\(entry.item.name), \(what)"
    }
    let shape = entry.item.shape ?? Shape([])
    let a = Tensor(elementType: entry.item.elementType, shape: shape, bytes: entry.item.a).floats[index]
    let b = Tensor(elementType: entry.item.elementType, shape: shape, bytes: entry.item.b).floats[index]
    return "\(entry.item.name), element \(index): \(a) in A, \(b) in B"
  }

  private func table(_ rows: [Comparison.Entry]) -> String {
    var table = Table([
      .init("tensor"), .init("type"), .init("elements", .right), .init("differ", .right),
      .init("max abs", .right), .init("cosine", .right), .init("SQNR dB", .right),
    ])
    let shown = showsEqual ? rows[...] : rows.prefix(Self.rowLimit)
    for entry in shown {
      let difference = entry.difference
      table.append([
        entry.item.name, entry.item.elementType.rawValue, NumberForm.grouped(difference.count),
        NumberForm.grouped(difference.differing), "\(difference.maximum)",
        NumberForm.decimal(difference.cosine, places: 6),
        difference.sqnr.isFinite ? NumberForm.decimal(difference.sqnr, places: 1) : "\(difference.sqnr)",
      ])
    }
    let rest = rows.count - shown.count
    return String(table.plain().dropLast())
      + (rest > 0 ? "\n… and \(rest) more; --all lists them" : "")
  }
}
