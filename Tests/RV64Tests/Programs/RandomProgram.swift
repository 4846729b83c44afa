import TestSupport

/// A program of random instructions that ends by writing out all registers and its data: for this hart and for qemu.
///
/// It lies at 0x10000 with its data at 0x20000; x31 points into the data and is never written. Branches skip one
/// instruction. Equal seeds give equal programs.
struct RandomProgram {
  /// The kinds of instructions that a program is made of.
  enum Kind: String, CaseIterable, Sendable {
    case integer, multiply, memory, atomic, compressed, single, double, mixed
  }

  static let base: UInt32 = 0x10000
  static let dataStart: UInt32 = 0x20000
  /// Bytes from `dataStart` on that are written out: 4 KiB of data, what registers start with, what they end with.
  static let dumpByteCount = 0x2210
  static let instructionCount = 300

  /// The image from `base` on.
  let image: [UInt8]

  init(_ kind: Kind, seed: UInt64) {
    var writer = ProgramWriter(seed: seed)
    writer.loadRegisters()
    for _ in 0..<Self.instructionCount { writer.append(kind) }
    writer.finish()
    image = writer.image()
  }

  /// The program as a static executable for Linux.
  var elf: [UInt8] {
    func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
      (0..<(Value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
    }
    let headerByteCount: UInt64 = 64 + 56
    let start = UInt64(Self.base)
    var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
    file += bytes(UInt16(2)) + bytes(UInt16(243)) + bytes(UInt32(1)) + bytes(start) + bytes(UInt64(64))
    // Flags: compressed, double-float.
    file += bytes(UInt64(0)) + bytes(UInt32(5)) + bytes(UInt16(64)) + bytes(UInt16(56)) + bytes(UInt16(1))
    file += bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt16(0))
    file += bytes(UInt32(1)) + bytes(UInt32(7)) + bytes(UInt64(0x1000)) + bytes(start) + bytes(start)
    file += bytes(UInt64(image.count)) + bytes(UInt64(image.count)) + bytes(UInt64(0x1000))
    file += [UInt8](repeating: 0, count: 0x1000 - Int(headerByteCount))
    return file + image
  }
}

/// Writes the instructions of a `RandomProgram`.
struct ProgramWriter {
  private var random: SplitMix64
  private var code: [UInt8] = []

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  // MARK: Encoding

  private mutating func word(_ bits: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      code.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }

  private mutating func halfword(_ bits: UInt32) {
    code += [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
  }

  private mutating func r(
    _ opcode: UInt32, _ funct3: UInt32, _ funct7: UInt32, _ rd: UInt32, _ rs1: UInt32, _ rs2: UInt32
  ) {
    word(funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode)
  }

  private mutating func i(
    _ opcode: UInt32, _ funct3: UInt32, _ rd: UInt32, _ rs1: UInt32, _ immediate: Int32
  ) {
    word(UInt32(bitPattern: immediate) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode)
  }

  private mutating func s(
    _ opcode: UInt32, _ funct3: UInt32, _ rs1: UInt32, _ rs2: UInt32, _ offset: Int32
  ) {
    let bits = UInt32(bitPattern: offset)
    word((bits >> 5 & 0x7F) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (bits & 31) << 7 | opcode)
  }

  private mutating func lui(_ rd: UInt32, _ upper: UInt32) { word(upper << 12 | rd << 7 | 0x37) }

  // MARK: Frame

  /// x31 = 0x20800; other registers from 0x21000 on, floats behind them.
  mutating func loadRegisters() {
    lui(31, 0x21)
    for register in UInt32(1)..<31 { i(0x03, 3, register, 31, Int32(register) * 8) }
    for register in UInt32(0)..<32 { i(0x07, 3, register, 31, 256 + Int32(register) * 8) }
    lui(31, 0x21)
    i(0x13, 0, 31, 31, -0x800)
  }

  /// Everything to 0x22000, then write(1, 0x20000, …) and exit(0) of Linux.
  mutating func finish() {
    lui(31, 0x22)
    for register in UInt32(1)..<31 { s(0x23, 3, 31, register, Int32(register) * 8) }
    for register in UInt32(0)..<32 { s(0x27, 3, 31, register, 256 + Int32(register) * 8) }
    i(0x73, 2, 1, 0, 0x003)
    s(0x23, 3, 31, 1, 512)
    i(0x13, 0, 17, 0, 64)
    i(0x13, 0, 10, 0, 1)
    lui(11, 0x20)
    lui(12, UInt32(RandomProgram.dumpByteCount) >> 12)
    i(0x13, 0, 12, 12, Int32(RandomProgram.dumpByteCount & 0xFFF))
    word(0x73)
    i(0x13, 0, 17, 0, 93)
    i(0x13, 0, 10, 0, 0)
    word(0x73)
  }

  /// Code, then random data with numbers at the edges among what registers start with.
  mutating func image() -> [UInt8] {
    var image = code
    image += [UInt8](repeating: 0, count: Int(RandomProgram.dataStart - RandomProgram.base) - image.count)
    image += random.bytes(0x1000)
    for register in 0..<64 {
      let value = register < 32 ? integerValue() : floatValue()
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        image.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    return image + [UInt8](repeating: 0, count: 0x2400 - 0x1000 - 512)
  }

  private mutating func integerValue() -> UInt64 {
    let edges: [UInt64] = [
      0, 1, .max, 1 << 63, (1 << 63) - 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFFF_8000_0000,
    ]
    return Bool.random(using: &random)
      ? random.next() : edges[Int.random(in: 0..<edges.count, using: &random)]
  }

  private mutating func floatValue() -> UInt64 {
    let doubles: [UInt64] = [
      0, 1 << 63, 1, 0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF,
      0x7FF0_0000_0000_0000,
      0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0x7FF0_0000_0000_0001, 0x3FF0_0000_0000_0000,
      0x41DF_FFFF_FFC0_0000, 0x43E0_0000_0000_0000, 0x3FE0_0000_0000_0000,
    ]
    let singles: [UInt64] = [
      0, 0x8000_0000, 1, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000,
      0x7F80_0001,
      0x3F80_0000, 0x4F00_0000, 0x5F00_0000, 0x3F00_0000,
    ]
    let boxed: UInt64 = 0xFFFF_FFFF_0000_0000
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return doubles[Int.random(in: 0..<doubles.count, using: &random)]
    case 1: return boxed | singles[Int.random(in: 0..<singles.count, using: &random)]
    case 2: return boxed | random.next() >> 32
    // Numbers near each other, so that sums cancel.
    case 3: return 0x3FF0_0000_0000_0000 | random.next() >> 12
    case 4: return boxed | 0x3F80_0000 | random.next() >> 41
    default: return random.next()
    }
  }

  // MARK: Body

  private mutating func below(_ count: UInt32) -> UInt32 { UInt32.random(in: 0..<count, using: &random) }
  /// A register to write: x0…x30.
  private mutating func target() -> UInt32 { below(31) }
  private mutating func source() -> UInt32 { below(32) }
  private mutating func roundingMode() -> UInt32 { [0, 1, 2, 3, 4, 7][Int(below(6))] }

  /// One random instruction, or a few that belong together.
  mutating func append(_ kind: RandomProgram.Kind) {
    switch kind {
    case .integer: integer()
    case .multiply: Bool.random(using: &random) ? multiply() : integer()
    case .memory: Bool.random(using: &random) ? memory() : integer()
    case .atomic: below(3) == 0 ? integer() : atomic()
    case .compressed: compressed()
    case .single: float(0)
    case .double: float(1)
    case .mixed:
      let kinds: [RandomProgram.Kind] = [
        .integer, .multiply, .memory, .atomic, .compressed, .single, .double,
      ]
      append(kinds[Int(below(7))])
    }
  }

  private mutating func integer() {
    switch below(8) {
    case 0: lui(target(), below(1 << 20))
    case 1: word(below(1 << 20) << 12 | target() << 7 | 0x17)
    case 2: branch()
    case 3: jump()
    case 4:
      let (funct3, shift) = (below(8), below(64))
      let isShift = funct3 == 1 || funct3 == 5
      let shiftImmediate = Int32(shift | (funct3 == 5 ? below(2) << 10 : 0))
      i(0x13, funct3, target(), source(), isShift ? shiftImmediate : Int32(below(4096)) - 2048)
    case 5:
      switch below(3) {
      case 0: i(0x1B, 0, target(), source(), Int32(below(4096)) - 2048)
      case 1: i(0x1B, 1, target(), source(), Int32(below(32)))
      default: i(0x1B, 5, target(), source(), Int32(below(32) | below(2) << 10))
      }
    case 6:
      let funct3 = below(8)
      r(0x33, funct3, funct3 == 0 || funct3 == 5 ? below(2) << 5 : 0, target(), source(), source())
    default:
      let forms: [(UInt32, UInt32)] = [(0, 0), (0, 0x20), (1, 0), (5, 0), (5, 0x20)]
      let form = forms[Int(below(5))]
      r(0x3B, form.0, form.1, target(), source(), source())
    }
  }

  /// A branch over one instruction.
  private mutating func branch() {
    let funct3: UInt32 = [0, 1, 4, 5, 6, 7][Int(below(6))]
    // Offset 8: over a 32-bit instruction.
    word(source() << 20 | source() << 15 | funct3 << 12 | 8 << 7 | 0x63)
    i(0x13, 0, target(), source(), Int32(below(4096)) - 2048)
  }

  /// A jump over one instruction, direct or by register.
  private mutating func jump() {
    if Bool.random(using: &random) {
      word(8 << 20 | target() << 7 | 0x6F)
    } else {
      word(30 << 7 | 0x17)
      i(0x67, 0, target(), 30, 12)
    }
    i(0x13, 0, target(), source(), 1)
  }

  private mutating func multiply() {
    if Bool.random(using: &random) {
      r(0x33, below(8), 1, target(), source(), source())
    } else {
      r(0x3B, [0, 4, 5, 6, 7][Int(below(5))], 1, target(), source(), source())
    }
  }

  private mutating func memory() {
    let offset = Int32(below(4088)) - 2040
    if Bool.random(using: &random) {
      i(0x03, below(7), target(), 31, offset)
    } else {
      s(0x23, below(4), 31, source(), offset)
    }
  }

  private mutating func atomic() {
    i(0x13, 0, 30, 31, (Int32(below(500)) - 250) * 8)
    let width = 2 + below(2)
    switch below(3) {
    case 0:
      r(0x2F, width, 0x02 << 2, target(), 30, 0)
      // Where lr wrote its own address register, sc may not follow.
      i(0x13, 0, 30, 31, (Int32(below(500)) - 250) * 8)
    case 1:
      r(0x2F, width, 0x02 << 2, 29, 30, 0)
      r(0x2F, width, 0x03 << 2, target(), 30, source())
    default:
      let codes: [UInt32] = [0x01, 0x00, 0x04, 0x0C, 0x08, 0x10, 0x14, 0x18, 0x1C]
      r(0x2F, width, codes[Int(below(9))] << 2 | below(4), target(), 30, source())
    }
  }

  /// A 16-bit instruction that computes; registers x8…x15 are all free to write.
  private mutating func compressed() {
    let (rd, rs2) = (1 + below(30), 1 + below(30))
    let (low, middle) = (below(8), below(8))
    let (high, shift) = (below(2), below(32))
    switch below(9) {
    case 0: halfword(0x0001 | high << 12 | rd << 7 | shift << 2)
    case 1: halfword(0x2001 | high << 12 | rd << 7 | shift << 2)
    case 2: halfword(0x4001 | high << 12 | rd << 7 | shift << 2)
    case 3: halfword(0x8001 | below(3) << 10 | high << 12 | middle << 7 | shift << 2)
    case 4: halfword(0x8C01 | middle << 7 | below(4) << 5 | low << 2)
    case 5: halfword(0x9C01 | middle << 7 | below(2) << 5 | low << 2)
    case 6: halfword(0x0002 | high << 12 | rd << 7 | shift << 2)
    case 7: halfword(0x8002 | rd << 7 | rs2 << 2)
    default: halfword(0x9002 | rd << 7 | rs2 << 2)
    }
  }

  private mutating func float(_ format: UInt32) {
    let (rd, rs1, rs2) = (below(32), below(32), below(32))
    switch below(14) {
    case 0: r(0x53, roundingMode(), below(4) << 2 | format, rd, rs1, rs2)
    case 1: r(0x53, roundingMode(), 0x0B << 2 | format, rd, rs1, 0)
    case 2: r(0x53, below(3), 0x04 << 2 | format, rd, rs1, rs2)
    case 3: r(0x53, below(2), 0x05 << 2 | format, rd, rs1, rs2)
    case 4: r(0x53, below(3), 0x14 << 2 | format, target(), rs1, rs2)
    case 5: r(0x53, roundingMode(), 0x18 << 2 | format, target(), rs1, below(4))
    case 6: r(0x53, roundingMode(), 0x1A << 2 | format, rd, source(), below(4))
    case 7: r(0x53, roundingMode(), 0x08 << 2 | format, rd, rs1, 1 - format)
    case 8: r(0x53, below(2), 0x1C << 2 | format, target(), rs1, 0)
    case 9: r(0x53, 0, 0x1E << 2 | format, rd, source(), 0)
    case 10, 11:
      let opcode: UInt32 = [0x43, 0x47, 0x4B, 0x4F][Int(below(4))]
      r(opcode, roundingMode(), below(32) << 2 | format, rd, rs1, rs2)
    case 12:
      let offset = Int32(below(4088)) - 2040
      Bool.random(using: &random) ? i(0x07, 2 + format, rd, 31, offset) : s(0x27, 2 + format, 31, rs2, offset)
    default:
      // frm to a mode that exists, or the flags read and cleared.
      if Bool.random(using: &random) {
        i(0x73, 5, target(), below(5), 0x002)
      } else {
        i(0x73, 1, target(), 0, 0x001)
      }
    }
  }
}
