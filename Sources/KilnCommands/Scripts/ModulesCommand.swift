import ArgumentParser
import Console
import MaixModules

/// `kiln modules`: what scripts find of MaixPy.
struct ModulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modules",
    abstract: "List what scripts find of MaixPy's modules, and what differs from a board.",
    discussion: """
      full: as on the board; partly: with the difference named; raises: what a board without it raises. \
      The list is made of the code that scripts run.
      """)

  @ArgumentParser.Argument(help: .init("A module, or a part of a name.", valueName: "name"))
  var name: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print the tables of docs/maixpy.md.")
  var markdown = false

  func run() throws {
    let entries: [ModuleCatalogue.Entry]
    do {
      entries = try ModuleCatalogue.listing()
    } catch {
      throw CommandFailure(.work, "no memory for the modules")
    }
    let wanted = name?.lowercased() ?? ""
    let found = entries.filter {
      wanted.isEmpty || $0.owner.lowercased().split(separator: ".").contains { $0 == wanted }
        || $0.name.lowercased().contains(wanted)
    }
    guard !found.isEmpty else {
      let modules = Set(entries.map { String($0.owner.prefix { $0 != "." }) }).sorted()
      throw CommandFailure(
        .usage, "\(name ?? ""): no module, class or function has that in its name",
        hints: ["modules: \(modules.joined(separator: ", "))"])
    }
    let listing = ModuleListing(found)
    if json {
      print(try JSONOutput.text(listing))
    } else if markdown {
      print(listing.markdown, terminator: "")
    } else {
      print(listing.table.plain(width: Talk.standard.outputWidth), terminator: "")
    }
  }
}
