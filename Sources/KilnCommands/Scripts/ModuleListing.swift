import Console
import MaixModules

/// What MaixPy's modules offer here, for tables, pages and programs.
struct ModuleListing: Encodable {
  /// One function, method or class.
  struct Item: Encodable {
    let owner: String
    let name: String
    /// `full`, `partly` or `raises`.
    let support: String
    /// The difference, or why it raises; nil when there is none.
    let note: String?
  }

  let schema = 1
  let items: [Item]

  /// Lists entries in their order.
  init(_ entries: [ModuleCatalogue.Entry]) {
    items = entries.map { entry in
      let (support, note): (String, String?) =
        switch entry.support {
        case .full: ("full", nil)
        case .partly(let difference): ("partly", difference)
        case .raises(let reason): ("raises", reason)
        }
      return Item(owner: entry.owner, name: entry.name, support: support, note: note)
    }
  }

  /// One row per item.
  var table: Table {
    var table = Table([.init("name"), .init("here"), .init("difference")])
    for item in items {
      table.append(["\(item.owner).\(item.name)", item.support, item.note ?? ""])
    }
    return table
  }

  /// A section per module or class: what is full in one line, the rest in a table.
  var markdown: String {
    var text = ""
    var owners: [String] = []
    for item in items where !owners.contains(item.owner) { owners.append(item.owner) }
    for owner in owners {
      let own = items.filter { $0.owner == owner }
      text += "### \(owner)\n\n"
      let full = own.filter { $0.support == "full" }.map { "`\($0.name)`" }
      if !full.isEmpty { text += "Full: \(full.joined(separator: ", ")).\n\n" }
      let others = own.filter { $0.support != "full" }
      guard !others.isEmpty else { continue }
      text += "| | here | difference |\n|---|---|---|\n"
      for item in others { text += "| `\(item.name)` | \(item.support) | \(item.note ?? "") |\n" }
      text += "\n"
    }
    return text
  }
}
