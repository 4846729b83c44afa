import ArgumentParser
import Console

/// `kiln devices`: the chips that are known, and how surely.
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "List the simulated chips: what is run, what is estimated, and how surely that is known.",
    discussion: """
      measured: read off a chip or off files that the vendor's compiler wrote; vendor: stated by manuals or \
      tables; fitted: chosen to meet such figures; guessed: judged from chips alike.
      """)

  @Flag(help: "Print one JSON object, with the source of each figure.")
  var json = false

  func run() throws {
    if json { return print(try JSONOutput.text(DeviceListing())) }
    var table = Table([
      .init("chip"), .init("models"), .init("cores", .right), .init("int8 MACs/cycle", .right),
      .init("MHz", .right),
      .init("sim"), .init("estimate"), .init("known"),
    ])
    for device in DeviceListing().devices {
      table.append([
        device.chip, device.format, "\(device.cores.value)",
        device.macs_per_cycle.map { "\($0.value)" } ?? "?",
        "\(device.mhz.value)", device.runs ? device.exactness : "no", device.estimates ? "yes" : "no",
        device.standing,
      ])
    }
    print(table.plain(width: Talk.standard.outputWidth), terminator: "")
  }
}
