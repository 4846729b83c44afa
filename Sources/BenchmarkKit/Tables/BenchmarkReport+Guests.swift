package import Console

extension BenchmarkReport {
  /// Programs on the simulated hart; "× qemu" is how many times as long qemu takes, which translates to machine code.
  package var guestTable: Table {
    var table = Table([
      .init("program"), .init("instructions", .right), .init("ms", .right), .init("MIPS", .right),
      .init("ns per instruction", .right), .init("qemu / ours", .right),
    ])
    for guest in guests {
      table.append([
        guest.program, NumberForm.grouped(guest.instructions),
        NumberForm.decimal(guest.milliseconds, places: 1),
        NumberForm.decimal(guest.mips, places: 0),
        NumberForm.decimal(guest.milliseconds * 1e6 / Double(max(1, guest.instructions)), places: 2),
        guest.qemuMilliseconds.map { NumberForm.decimal($0 / guest.milliseconds, places: 2) } ?? "",
      ])
    }
    return table
  }
}
