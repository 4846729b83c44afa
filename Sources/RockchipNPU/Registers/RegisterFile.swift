/// What the registers of RK3588, RK3566 and RK3568 hold after some commands, tables included.
///
/// A register keeps its value from task to task. **Source**: register names are the public manual's, as the register
/// database of Mesa's `rocket` driver lists them, checked against commands in files.
struct RegisterFile {
  private var values: [UInt16: UInt32] = [:]
  /// The two tables of a function: for inputs below zero (LE) and from zero on (LO).
  private(set) var tables: [[Int16]] = [[], []]
  private var access: UInt32 = 0
  private var address = 0

  /// Entries of a table.
  static let tableCount = 513

  /// The value of a register, 0 if nothing was ever written.
  subscript(_ register: Register) -> UInt32 { values[register.rawValue] ?? 0 }

  /// A field of a register.
  subscript(_ register: Register, _ bits: ClosedRange<Int>) -> Int {
    Int(self[register] >> UInt32(bits.lowerBound)) & (1 << bits.count - 1)
  }

  /// A bit of a register.
  subscript(_ register: Register, _ bit: Int) -> Bool { self[register] >> UInt32(bit) & 1 == 1 }

  /// A register as a signed number.
  func signed(_ register: Register) -> Int32 { Int32(bitPattern: self[register]) }

  /// 16 bits of a register as a signed number.
  func signed16(_ register: Register, from bit: Int = 0) -> Int32 {
    Int32(Int16(truncatingIfNeeded: self[register] >> UInt32(bit)))
  }

  /// Carries a command out.
  mutating func write(_ command: RegisterCommand) {
    switch Register(rawValue: command.register) {
    case .tableAccess:
      access = command.value
      address = Int(command.value & 0x3FF)
    case .tableData: writeTable(command.value)
    default: values[command.register] = command.value
    }
  }

  /// Bit 17 of the access register allows writing, bit 16 chooses the table; the address counts up.
  private mutating func writeTable(_ value: UInt32) {
    guard access >> 17 & 1 == 1 else { return }
    let table = Int(access >> 16 & 1)
    if tables[table].isEmpty { tables[table] = [Int16](repeating: 0, count: Self.tableCount) }
    if address < Self.tableCount { tables[table][address] = Int16(truncatingIfNeeded: value) }
    address += 1
  }

  /// A field of a register of the second map.
  subscript(second register: SecondRegister, _ bits: ClosedRange<Int>) -> Int {
    Int((values[register.rawValue] ?? 0) >> UInt32(bits.lowerBound)) & (1 << bits.count - 1)
  }

  /// A register of the second map as a signed number.
  func signed(second register: SecondRegister) -> Int32 {
    Int32(bitPattern: values[register.rawValue] ?? 0)
  }

  /// Registers that are read of RK3562's and RK3576's map; the names are those of the first map's registers that hold
  /// the same in files for the same network.
  enum SecondRegister: UInt16 {
    case strides = 0x1014
    /// RK3562: as in the first map; RK3576: one less.
    case kernel = 0x1024
    /// Columns and rows before the image in the low bytes.
    case padding = 0x1080
    case secondStage = 0x4060
    /// Bounds behind the second stage.
    case secondLowest = 0x406C
    case secondHighest = 0x4070
    case elementwise = 0x407C
    case operandOffset = 0x4080
    case operandScale = 0x4084
    /// Bounds behind the operand.
    case elementwiseLowest = 0x4088
    case elementwiseHighest = 0x408C
    case outputOffset = 0x40AC
    case outputScale = 0x40B0
    case outputShift = 0x40B4
  }

  /// Registers that are read here.
  enum Register: UInt16 {
    /// CNA_CONV_CON3: strides, dilations.
    case strides = 0x1014
    /// CNA_CONV_CON6 and _CON7 of the manual: kernel size and number of kernels.
    case kernel = 0x1038
    /// CNA_PAD_CON0.
    case padding = 0x1068
    /// CNA_DCOMP_CTRL: bit 0, weights are compressed.
    case weightDecompression = 0x1100
    /// DPU_DATA_FORMAT: precisions, the shifts of negative products.
    case dataFormat = 0x4010
    /// DPU_BS_CFG and what follows: first multiply stage.
    case firstStage = 0x4040
    case firstAddend = 0x4044
    case firstFactor = 0x4048
    case firstLimit = 0x404C
    /// DPU_BS_OW_OP: minus the weights' zero point, when it is one for all channels.
    case weightZeroPoint = 0x4054
    /// DPU_BN_CFG and what follows: second multiply stage.
    case secondStage = 0x4060
    case secondAddend = 0x4064
    case secondFactor = 0x4068
    case secondLimit = 0x406C
    /// DPU_EW_CFG and what follows: table or element-wise operand.
    case elementwise = 0x4070
    case operandOffset = 0x4074
    case operandScale = 0x4078
    case elementwiseLimit = 0x407C
    /// DPU_OUT_CVT_OFFSET, _SCALE, _SHIFT.
    case outputOffset = 0x4080
    case outputScale = 0x4084
    case outputShift = 0x4088
    /// DPU_LUT_ACCESS_CFG and _DATA.
    case tableAccess = 0x4100
    case tableData = 0x4104
    /// DPU_LUT_INFO: bits of an index step.
    case tableSteps = 0x410C
    case lowTableStart = 0x4110
    case lowTableEnd = 0x4114
    case highTableStart = 0x4118
    case highTableEnd = 0x411C
    /// DPU_LUT_LE_SLOPE_SCALE, _SHIFT, DPU_LUT_LO_SLOPE_SCALE, _SHIFT.
    case lowSlopeScale = 0x4120
    case lowSlopeShift = 0x4124
    case highSlopeScale = 0x4128
    case highSlopeShift = 0x412C
    /// DPU_RDMA_BRDMA_CFG: what a bias block holds.
    case biasContents = 0x501C
  }
}
