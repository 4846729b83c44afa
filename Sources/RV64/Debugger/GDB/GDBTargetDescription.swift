/// What GDB is told about the registers of a hart.
///
/// **Source**: GDB manual, appendix "Target Descriptions", features of RISC-V; names of control registers are those of
/// today, under which GDB knows them by number and meaning: `mtval` is `mbadaddr`, `satp` is `sptbr`. Without `osabi`, a
/// GDB made for Linux takes bare programs for Linux's and steps by breakpoints, which lets the other harts run.
enum GDBTargetDescription {
  /// The document; registers are numbered from 0 in the order of ``DebugRegister/all``.
  static let xml: String = {
    var text = """
      <?xml version="1.0"?>
      <!DOCTYPE target SYSTEM "gdb-target.dtd">
      <target version="1.0">
      <architecture>riscv:rv64</architecture>
      <osabi>none</osabi>

      """
    text += feature("cpu", DebugRegister.general)
    let union = """
      <union id="riscv_double"><field name="float" type="ieee_single"/><field name="double" type="ieee_double"/></union>

      """
    text += feature("fpu", types: union, DebugRegister.floats)
    text += feature("csr", DebugRegister.controls)
    text += feature("virtual", [.privilege])
    return text + "</target>\n"
  }()

  private static func feature(_ name: String, types: String = "", _ registers: [DebugRegister]) -> String {
    "<feature name=\"org.gnu.gdb.riscv.\(name)\">\n" + types + registers.map(line).joined() + "</feature>\n"
  }

  private static func line(_ register: DebugRegister) -> String {
    let (name, type) = (name(register), type(register))
    return "<reg name=\"\(name)\" bitsize=\"\(register.byteCount * 8)\" type=\"\(type)\"/>\n"
  }

  private static let integerNames = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
    "a7",
    "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
  ]
  private static let floatNames = [
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4",
    "fa5",
    "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9",
    "ft10",
    "ft11",
  ]

  private static func name(_ register: DebugRegister) -> String {
    switch register {
    case .integer(let index): integerNames[index]
    case .programCounter: "pc"
    case .float(let index): floatNames[index]
    case .control(ControlRegister.mbadaddr): "mtval"
    case .control(ControlRegister.sptbr): "satp"
    case .control(let number): ControlRegister.name(number) ?? "csr\(number)"
    case .privilege: "priv"
    }
  }

  private static func type(_ register: DebugRegister) -> String {
    switch register {
    case .programCounter, .integer(1): "code_ptr"
    case .integer(2), .integer(3), .integer(4): "data_ptr"
    case .float: "riscv_double"
    default: "int"
    }
  }
}
