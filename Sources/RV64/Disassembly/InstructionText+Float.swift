/// F and D, besides loads and stores.
extension InstructionText {
  /// `s` or `d`, nil for formats that the processor lacks.
  private var format: String? {
    switch word.field(25, 2) {
    case 0: "s"
    case 1: "d"
    default: nil
    }
  }

  /// The rounding mode as a last operand; empty for the dynamic one.
  private var rounding: String {
    [",rne", ",rtz", ",rdn", ",rup", ",rmm", ",unknown", ",unknown", ""][Int(word.funct3)]
  }

  var fusedText: String? {
    guard let format else { return nil }
    let name: String
    switch word.opcode {
    case 0x43: name = "fmadd"
    case 0x47: name = "fmsub"
    case 0x4B: name = "fnmsub"
    default: name = "fnmadd"
    }
    return "\(name).\(format) \(fd),\(fs1),\(fs2),\(fs3)\(rounding)"
  }

  var floatText: String? {
    guard let format else { return nil }
    let (mode, selector) = (word.funct3, word.rs2)
    switch word.field(27, 5) {
    case 0x00: return "fadd.\(format) \(fd),\(fs1),\(fs2)\(rounding)"
    case 0x01: return "fsub.\(format) \(fd),\(fs1),\(fs2)\(rounding)"
    case 0x02: return "fmul.\(format) \(fd),\(fs1),\(fs2)\(rounding)"
    case 0x03: return "fdiv.\(format) \(fd),\(fs1),\(fs2)\(rounding)"
    case 0x0B where selector == 0: return "fsqrt.\(format) \(fd),\(fs1)\(rounding)"
    case 0x04 where mode < 3: return signText(format)
    case 0x05 where mode < 2: return "\(mode == 0 ? "fmin" : "fmax").\(format) \(fd),\(fs1),\(fs2)"
    case 0x14 where mode < 3: return "\(["fle", "flt", "feq"][Int(mode)]).\(format) \(rd),\(fs1),\(fs2)"
    case 0x08, 0x18, 0x1A: return conversionText(format)
    case 0x1C where selector == 0 && mode == 0: return "fmv.x.\(moveFormat(format)) \(rd),\(fs1)"
    case 0x1C where selector == 0 && mode == 1: return "fclass.\(format) \(rd),\(fs1)"
    case 0x1E where selector == 0 && mode == 0: return "fmv.\(moveFormat(format)).x \(fd),\(rs1)"
    default: return nil
    }
  }

  /// Moves between register files name widths, not formats.
  private func moveFormat(_ format: String) -> String { format == "s" ? "w" : format }

  private func signText(_ format: String) -> String {
    let mode = Int(word.funct3)
    guard word.rs1 == word.rs2 else {
      return "\(["fsgnj", "fsgnjn", "fsgnjx"][mode]).\(format) \(fd),\(fs1),\(fs2)"
    }
    return "\(["fmv", "fneg", "fabs"][mode]).\(format) \(fd),\(fs1)"
  }

  private func conversionText(_ format: String) -> String? {
    let selector = Int(word.rs2)
    if word.field(27, 5) == 0x08 {
      guard selector == (format == "s" ? 1 : 0) else { return nil }
      let source = format == "s" ? "d" : "s"
      return "fcvt.\(format).\(source) \(fd),\(fs1)\(format == "s" ? rounding : roundingOfExact)"
    }
    guard selector < 4 else { return nil }
    let integer = ["w", "wu", "l", "lu"][selector]
    guard word.field(27, 5) == 0x1A else { return "fcvt.\(integer).\(format) \(rd),\(fs1)\(rounding)" }
    let isExact = format == "d" && selector < 2
    return "fcvt.\(format).\(integer) \(fd),\(rs1)\(isExact ? roundingOfExact : rounding)"
  }

  /// The rounding mode of a conversion that never rounds: assemblers write 0, which goes without saying.
  private var roundingOfExact: String { word.funct3 == 0 ? "" : word.funct3 == 7 ? ",dyn" : rounding }
}
