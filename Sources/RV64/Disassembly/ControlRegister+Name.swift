extension ControlRegister {
  /// The name of a register in privileged architecture 1.9.1, nil for numbers that it gives to none.
  ///
  /// Registers of the hypervisor and of RV32 are left out.
  static func name(_ number: Int) -> String? {
    switch number {
    case 0x323...0x33F: "mhpmevent\(number - 0x320)"
    case 0xB03...0xB1F: "mhpmcounter\(number - 0xB00)"
    case 0xC03...0xC1F: "hpmcounter\(number - 0xC00)"
    default: names[number]
    }
  }

  private static let names: [Int: String] = [
    0x000: "ustatus", fflags: "fflags", frm: "frm", fcsr: "fcsr", 0x004: "uie", 0x005: "utvec",
    0x040: "uscratch", 0x041: "uepc", 0x042: "ucause", 0x043: "ubadaddr", 0x044: "uip",
    0x100: "sstatus", 0x102: "sedeleg", 0x103: "sideleg", 0x104: "sie", 0x105: "stvec",
    0x140: "sscratch", 0x141: "sepc", 0x142: "scause", 0x143: "sbadaddr", 0x144: "sip", sptbr: "sptbr",
    mstatus: "mstatus", misa: "misa", medeleg: "medeleg", mideleg: "mideleg", mie: "mie", mtvec: "mtvec",
    mucounteren: "mucounteren", mscounteren: "mscounteren", 0x322: "mhcounteren",
    mscratch: "mscratch", mepc: "mepc", mcause: "mcause", mbadaddr: "mbadaddr", mip: "mip",
    0x380: "mbase", 0x381: "mbound", 0x382: "mibase", 0x383: "mibound", 0x384: "mdbase", 0x385: "mdbound",
    0x7A0: "tselect", 0x7A1: "tdata1", 0x7A2: "tdata2", 0x7A3: "tdata3",
    0x7B0: "dcsr", 0x7B1: "dpc", 0x7B2: "dscratch0", 0x7B3: "dscratch1",
    mcycle: "mcycle", minstret: "minstret", cycle: "cycle", time: "time", instret: "instret",
    mvendorid: "mvendorid", marchid: "marchid", mimpid: "mimpid", mhartid: "mhartid",
  ]
}
