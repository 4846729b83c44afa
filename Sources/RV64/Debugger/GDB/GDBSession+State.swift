extension GDBSession {
  /// Bytes of memory that one answer can hold.
  private static let readLimit = GDBPacketReader.bodyLimit / 2

  private var hart: Hart { target.debugHarts[selectedHart] }

  // MARK: Registers

  /// A register's bytes as digits, little endian.
  func digits(of register: DebugRegister, on hart: Hart? = nil) -> [UInt8] {
    let value = (hart ?? self.hart).value(of: register)
    return Self.digits((0..<register.byteCount).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) })
  }

  private static func digits(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { [HexDigit.of($0 >> 4), HexDigit.of($0 & 15)] }
  }

  private static func value(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func register(_ fields: inout GDBFields) -> DebugRegister? {
    guard let number = fields.number(), number < UInt64(DebugRegister.all.count) else { return nil }
    return DebugRegister.all[Int(number)]
  }

  /// `p`.
  func readRegister(_ fields: inout GDBFields) -> GDBReply {
    guard let register = register(&fields), fields.isAtEnd else { return .failed(.notThere) }
    return .bytes(digits(of: register))
  }

  /// `P`.
  func writeRegister(_ fields: inout GDBFields) -> GDBReply {
    guard let register = register(&fields) else { return .failed(.notThere) }
    guard fields.skip("="), let bytes = fields.bytes(), bytes.count == register.byteCount else {
      return .failed(.malformed)
    }
    return hart.set(register, to: Self.value(bytes)) ? .ok : .failed(.notThere)
  }

  /// `G`: all registers of `g`, or none.
  func writeGeneral(_ fields: inout GDBFields) -> GDBReply {
    let registers = DebugRegister.general
    guard let bytes = fields.bytes(), bytes.count == registers.count * 8 else { return .failed(.malformed) }
    let values = registers.indices.map { Self.value(bytes[$0 * 8..<$0 * 8 + 8]) }
    // The program counter comes last and is the one that may be refused.
    guard hart.set(.programCounter, to: values[registers.count - 1]) else { return .failed(.malformed) }
    for index in 0..<32 { hart[index] = values[index] }
    return .ok
  }

  // MARK: Memory

  /// `m`: fewer bytes than asked for where memory ends.
  func readMemory(_ fields: inout GDBFields) -> GDBReply {
    guard let (address, count) = fields.range(), fields.isAtEnd else { return .failed(.malformed) }
    let bytes = target.debugRead(at: address, count: min(count, Self.readLimit))
    return bytes.isEmpty && count > 0 ? .failed(.noMemory) : .bytes(Self.digits(bytes))
  }

  /// `M`.
  func writeMemory(_ fields: inout GDBFields) -> GDBReply {
    guard let (address, count) = fields.range(), fields.skip(":"), let bytes = fields.bytes() else {
      return .failed(.malformed)
    }
    return write(bytes, count, at: address)
  }

  /// `X`; with no bytes at all GDB asks whether it is known.
  func writeBinaryMemory(_ fields: inout GDBFields) -> GDBReply {
    guard let (address, count) = fields.range(), fields.skip(":") else { return .failed(.malformed) }
    return write(Array(fields.rest), count, at: address)
  }

  private func write(_ bytes: [UInt8], _ count: Int, at address: UInt64) -> GDBReply {
    guard bytes.count == count else { return .failed(.malformed) }
    return target.debugWrite(bytes, at: address) ? .ok : .failed(.noMemory)
  }
}
