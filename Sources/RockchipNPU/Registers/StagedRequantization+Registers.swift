import OpKernels

extension StagedRequantization {
  /// The DPU's stages as registers set them up; nil with the reason when they ask for something unknown.
  ///
  /// **Source**: the public manual's registers as Mesa's `rocket` driver lists them; the rules of rounding from golden
  /// results (docs/rockchip.md).
  static func make(
    _ registers: RegisterFile, of generation: NPUGeneration, multipliers: [Int16], slopes: [Int16]
  ) throws(UnknownSetting) -> StagedRequantization {
    if generation.registerMap == .second { return try make(second: registers, multipliers: multipliers) }
    let first = try Stage(
      registers, .firstStage, addend: .firstAddend, factor: .firstFactor, limit: .firstLimit,
      negativeShift: registers[.dataFormat, 4...9], memory: multipliers.map { Int32($0) }, addsMemory: true)
    let second = try Stage(
      registers, .secondStage, addend: .secondAddend, factor: .secondFactor, limit: .secondLimit,
      negativeShift: registers[.dataFormat, 10...15], memory: slopes.map { Int32($0) }, addsMemory: false)
    var table: InterpolatedTable?
    var operand: Operand?
    var bounds: ClosedRange<Int64> = .min ... .max
    if !registers[.elementwise, 0] {
      if !registers[.elementwise, 7] { table = try InterpolatedTable(registers) }
      if !registers[.elementwise, 1] { operand = try Operand(registers, of: generation) }
      if !registers[.elementwise, 9] {
        let limit = registers[.elementwise, 10] ? Int64(registers.signed(.elementwiseLimit)) : .max
        bounds = 0...max(limit, 0)
      }
    }
    let shift = registers[.outputShift, 0...11]
    guard shift <= 62 else { throw UnknownSetting("OUT_CVT_SHIFT", "\(shift)", "at most 62") }
    return StagedRequantization(
      first: first, second: second, table: table, operand: operand, bounds: bounds,
      factor: Int32(registers[.outputScale, 0...15]), shift: Int32(shift),
      zeroPoint: registers.signed(.outputOffset))
  }
}

extension StagedRequantization {
  /// The stages as registers of the second map set them up: one factor per channel, bounds, an addition.
  ///
  /// **Source**: inferred from files of RK3562 and RK3576 beside files of RK3588 for the same networks, with which
  /// results agree to the bit. Tables, slopes and products have not been seen in such files.
  private static func make(
    second registers: RegisterFile, multipliers: [Int16]
  ) throws(UnknownSetting) -> StagedRequantization {
    var second = Stage()
    if registers[second: .secondStage, 0...0] == 0 {
      second.lowest = Int64(registers.signed(second: .secondLowest))
      second.highest = max(second.lowest, Int64(registers.signed(second: .secondHighest)))
    }
    var operand: Operand?
    let elementwise = UInt32(registers[second: .elementwise, 0...31])
    switch elementwise {
    case 0x010041C1: break
    case 0x8002C0C0:
      operand = Operand(
        .add, offset: Int32(Int16(truncatingIfNeeded: registers[second: .operandOffset, 0...15])),
        factor: Int32(registers[second: .operandScale, 0...15]),
        shift: Int32(registers[second: .operandScale, 16...21]))
    default:
      throw UnknownSetting(
        "EW_CFG of the newer map", String(elementwise, radix: 16),
        "10041c1 or 8002c0c0, nothing or an addition")
    }
    let least = Int64(registers.signed(second: .elementwiseLowest))
    let shift = registers[second: .outputShift, 0...11]
    guard shift <= 62 else { throw UnknownSetting("OUT_CVT_SHIFT", "\(shift)", "at most 62") }
    return StagedRequantization(
      first: Stage(factors: multipliers.map { Int32($0) }, shift: multipliers.isEmpty ? 0 : 14),
      second: second,
      operand: operand,
      bounds: least...max(least, Int64(registers.signed(second: .elementwiseHighest))),
      factor: Int32(registers[second: .outputScale, 0...15]), shift: Int32(shift),
      zeroPoint: registers.signed(second: .outputOffset))
  }
}

/// A register that asks for something that nobody here has seen.
struct UnknownSetting: Error {
  let register: String
  let found: String
  let expected: String

  init(_ register: String, _ found: String, _ expected: String) {
    (self.register, self.found, self.expected) = (register, found, expected)
  }
}

extension StagedRequantization.Stage {
  /// A stage of the DPU: bit 0 leaves it out, 1 its addition, 4 its multiplication; 5 multiplies numbers below zero
  /// alone, 6 leaves ReLU out, 7 limits it.
  ///
  /// - Parameter addsMemory: whether an addend from memory is the bias, which the sums hold already.
  fileprivate init(
    _ registers: RegisterFile, _ setup: RegisterFile.Register, addend: RegisterFile.Register,
    factor: RegisterFile.Register, limit: RegisterFile.Register, negativeShift: Int, memory: [Int32],
    addsMemory: Bool
  ) throws(UnknownSetting) {
    self.init()
    guard !registers[setup, 0] else { return }
    let isMemoryAddend = addsMemory && registers[setup, 8]
    guard registers[setup, 1] || isMemoryAddend || registers[addend] == 0 else {
      throw UnknownSetting("\(addend)", "\(registers.signed(addend))", "0")
    }
    if !registers[setup, 4] {
      factors = registers[factor, 0] ? memory : [registers.signed16(factor, from: 16)]
      shift = Int32(registers[factor, 8...13])
      self.negativeShift = Int32(negativeShift)
      scalesNegativeOnly = registers[setup, 5]
      guard shift <= 62, negativeShift <= 62 else {
        throw UnknownSetting("\(factor)", "shift \(shift)", "at most 62")
      }
    }
    if !registers[setup, 6] {
      lowest = 0
      if registers[setup, 7] { highest = max(0, Int64(registers.signed(limit))) }
    }
  }
}

extension StagedRequantization.Operand {
  /// Bit 2 of EW_CFG multiplies, else bits 16 to 19 choose; bit 8 leaves the operand's scale out.
  fileprivate init(_ registers: RegisterFile, of generation: NPUGeneration) throws(UnknownSetting) {
    let multiplies = registers[.elementwise, 2]
    let algorithm = registers[.elementwise, 16...19]
    let addition = generation.additionAlgorithm
    guard multiplies || algorithm == addition else {
      throw UnknownSetting("EW_CFG", "algorithm \(algorithm)", "\(addition) (addition)")
    }
    let hasScale = !registers[.elementwise, 8]
    let shift = hasScale ? registers[.operandScale, 16...21] : 0
    guard shift <= 62 else { throw UnknownSetting("EW_CVT_SCALE", "shift \(shift)", "at most 62") }
    self.init(
      multiplies ? .multiply : .add, offset: registers.signed(.operandOffset),
      factor: hasScale ? registers.signed16(.operandScale) : 1,
      shift: Int32(shift))
  }
}

extension InterpolatedTable {
  /// The two tables of the DPU, which must have been loaded.
  fileprivate init(_ registers: RegisterFile) throws(UnknownSetting) {
    let (low, high) = (registers.tables[0], registers.tables[1])
    guard !low.isEmpty, !high.isEmpty else {
      throw UnknownSetting("LUT_ACCESS_DATA", "no table", "two loaded tables")
    }
    let (lowStep, highStep) = (registers[.tableSteps, 8...15], registers[.tableSteps, 16...23])
    guard lowStep <= 32, highStep <= 32 else {
      throw UnknownSetting("LUT_INFO", "\(lowStep), \(highStep)", "at most 32")
    }
    self.init(
      negative: Part(entries: low, start: Int64(registers.signed(.lowTableStart)), step: Int64(lowStep)),
      positive: Part(entries: high, start: Int64(registers.signed(.highTableStart)), step: Int64(highStep)),
      below: Slope(
        factor: registers.signed16(.lowSlopeScale), shift: Int64(registers[.lowSlopeShift, 0...4])),
      above: Slope(
        factor: registers.signed16(.highSlopeScale, from: 16), shift: Int64(registers[.highSlopeShift, 5...9])
      ))
  }
}
