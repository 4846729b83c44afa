extension Board {
  /// Every kind, those that tools try first in front.
  package static let all = [dan, bit, trainer, kd233, bitMic, goE, goD]

  /// Sequences of a port without a name are tried in this order by kflash 1.1.6, 0.5 s each, 15 rounds at most.
  package static let detectionOrder = Fact(
    ["dan", "kd233", "goD", "kd233"], .vendor, "kflash 1.1.6, without -B")

  /// USB vendors among whose ports kflash looks for a board.
  package static let usbVendors = Fact(
    [0x1A86, 0x0403, 0x067B, 0x10C4, 0xC251] as [UInt16], .vendor,
    "kflash 1.1.6: WCH, FTDI, Prolific, Silicon Labs, Keil")

  /// Sipeed Maix Dock.
  package static let dan = Board(
    id: "dan", name: "Sipeed Maix Dock", aliases: ["dock"],
    wiring: Fact(.crossed(reset: .rts), .inferred, "kflash's sequence; both asserted taken from the Bit"),
    bridge: ch340, enterISP: danISP, resetToRun: danReset)

  /// Sipeed Maix Bit.
  package static let bit = Board(
    id: "bit", name: "Sipeed Maix Bit", aliases: [],
    wiring: Fact(
      .crossed(reset: .rts), .inferred,
      "kflash's sequence; rshell issue 91: a Maix Bit answers on Linux, which asserts both lines"),
    bridge: ch340, enterISP: danISP, resetToRun: danReset)

  /// The board that kflash calls trainer.
  package static let trainer = Board(
    id: "trainer", name: "trainer board with an FTDI bridge", aliases: [],
    wiring: Fact(.crossed(reset: .rts), .chosen, "kflash's sequence; both asserted as on the Bit"),
    bridge: Fact(
      USBBridge(vendor: 0x0403, products: [], port: 0), .vendor, "kflash 1.1.6: the first port of vendor 0403"
    ),
    enterISP: danISP, resetToRun: danReset)

  /// Kendryte's own board.
  package static let kd233 = Board(
    id: "kd233", name: "Kendryte KD233", aliases: [], wiring: dtrResets, bridge: nil, enterISP: kd233ISP,
    resetToRun: kd233Reset)

  /// Maix Bit with microphone.
  package static let bitMic = Board(
    id: "bit_mic", name: "Sipeed Maix Bit with microphone", aliases: [], wiring: dtrResets, bridge: openEC,
    enterISP: kd233ISP, resetToRun: kd233Reset)

  /// Maix Go with open-ec, and Maixduino, which kflash treats the same.
  package static let goE = Board(
    id: "goE", name: "Sipeed Maix Go (open-ec), Maixduino", aliases: ["maixduino"], wiring: dtrResets,
    bridge: Fact(
      USBBridge(vendor: 0x0403, products: [0x6010], port: 1), .inferred,
      "kflash 1.1.6: the second port of vendor 0403; open-ec presents an FT2232"),
    enterISP: kd233ISP,
    resetToRun: Fact(
      row(.dtr(false), .rts(false)) + row(.rts(false), .dtr(true)) + row(.rts(false), .dtr(false)), .vendor,
      "kflash 1.1.6, reset_to_boot_maixgo"))

  /// Maix Go with the old CMSIS-DAP firmware.
  package static let goD = Board(
    id: "goD", name: "Sipeed Maix Go (CMSIS-DAP)", aliases: [],
    wiring: Fact(
      .debugger, .inferred, "what both sequences of kflash have in common; nobody has seen the firmware"),
    bridge: Fact(
      USBBridge(vendor: 0xC251, products: [], port: 0), .inferred, "kflash 1.1.6 looks for vendor C251"),
    enterISP: Fact(
      row(.dtr(true), .rts(true)) + row(.rts(false), .dtr(true)) + row(.rts(false), .dtr(true)), .vendor,
      "kflash 1.1.6, reset_to_isp_goD"),
    resetToRun: Fact(
      row(.dtr(false), .rts(false)) + row(.rts(false), .dtr(true)) + row(.rts(true), .dtr(true)), .vendor,
      "kflash 1.1.6, reset_to_boot_goD"))

  private static let dtrResets = Fact(
    ResetWiring.crossed(reset: .dtr), .chosen,
    "kflash's sequence; both asserted as on the Bit, since terminal programs that leave them so are in daily use"
  )
  private static let ch340 = Fact(
    USBBridge(vendor: 0x1A86, products: [0x7523], port: 0), .inferred,
    "first in kflash's list of vendors; early boards have a CH340, later ones open-ec on a CH552")
  private static let openEC = Fact(
    USBBridge(vendor: 0x0403, products: [0x6010], port: 0), .inferred, "open-ec presents an FT2232")

  private static let danISP = Fact(
    row(.dtr(false), .rts(false)) + row(.dtr(false), .rts(true)) + row(.rts(false), .dtr(true)), .vendor,
    "kflash 1.1.6, reset_to_isp_dan")
  private static let danReset = Fact(
    row(.dtr(false), .rts(false)) + row(.dtr(false), .rts(true)) + row(.rts(false), .dtr(false)), .vendor,
    "kflash 1.1.6, reset_to_boot_dan")
  private static let kd233ISP = Fact(
    row(.dtr(false), .rts(false)) + row(.dtr(true), .rts(false)) + row(.rts(true), .dtr(false)), .vendor,
    "kflash 1.1.6, reset_to_isp_kd233")
  private static let kd233Reset = Fact(
    row(.dtr(false), .rts(false)) + row(.dtr(true), .rts(false)) + row(.rts(false), .dtr(false)), .vendor,
    "kflash 1.1.6, reset_to_boot_kd233")

  /// A line's new level, for the tables above.
  private enum Setting {
    case dtr(Bool)
    case rts(Bool)

    var step: LineStep {
      switch self {
      case .dtr(let isAsserted): .set(.dtr, isAsserted)
      case .rts(let isAsserted): .set(.rts, isAsserted)
      }
    }
  }

  /// Two lines set one after the other, then the 100 ms that kflash leaves.
  private static func row(_ first: Setting, _ second: Setting) -> [LineStep] {
    [first.step, second.step, .wait(milliseconds: 100)]
  }
}
