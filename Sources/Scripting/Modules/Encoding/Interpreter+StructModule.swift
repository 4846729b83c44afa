/// Module `ustruct` (py/modstruct.c).
extension Interpreter {
  func installStructModule() {
    addModule("ustruct") { vm, module throws(Raised) in
      try module.define("calcsize", 1, 1) { vm, args throws(Raised) in
        Value(small: try vm.structFormat(args[0]).byteCount)
      }
      try module.define("pack", 1, nil) { vm, args throws(Raised) in
        let format = try vm.structFormat(args[0])
        try vm.checkStreamByteCount(format.byteCount)
        var bytes = [UInt8](repeating: 0, count: format.byteCount)
        try vm.pack(format, args.dropFirst(1), into: &bytes, at: 0)
        return try vm.newBytes(bytes)
      }
      try module.define("pack_into", 3, nil) { vm, args throws(Raised) in try vm.packInto(args) }
      for name in ["unpack", "unpack_from"] {
        try module.define(name, 2, 3) { vm, args throws(Raised) in try vm.unpack(args) }
      }
    }
  }

  private func structFormat(_ value: Value) throws(Raised) -> StructFormat {
    if let known = structState.formats[value.bits] { return known }
    let text = try givenText(value)
    let format = try computed { () throws(EngineFault) in try StructFormat(text) }
    structState.note(format, value)
    return format
  }

  private func packInto(_ args: Arguments) throws(Raised) -> Value {
    guard let buffer = buffer(args[1]), buffer.isWritable else { throw bufferRequired() }
    let offset = try integerArgument(args[2])
    let format = try structFormat(args[0])
    let start = try computed { () throws(EngineFault) in
      try format.start(at: offset, inBufferOf: buffer.byteCount)
    }
    // In the buffer's bytes that are packed, and the few behind them that alignment may reach.
    let end = start + (format.relativeFields(from: start).last?.end ?? 0)
    guard end <= buffer.byteCount else { throw valueError("buffer too small") }
    var bytes = memory.bytes(buffer.address + start, count: end - start)
    try pack(format, args.dropFirst(3), into: &bytes, at: start)
    // What packing ran may have moved the buffer.
    guard let now = self.buffer(args[1]), now.byteCount >= end else { throw valueError("buffer too small") }
    memory.write(bytes, at: now.address + start)
    return .none
  }

  /// Packs as many values as there are, or as the format has, into bytes that begin `start` bytes into a
  /// buffer.
  private func pack(
    _ format: StructFormat, _ args: Arguments, into bytes: inout [UInt8], at start: Int
  ) throws(Raised) {
    var next = 0
    for field in format.relativeFields(from: start) {
      if field.isBytes {
        guard next < args.count else { return }
        let text = try bufferBytes(args[next])
        next += 1
        try computed { () throws(EngineFault) in try format.store(text, of: field, in: &bytes) }
        continue
      }
      for index in 0..<field.count {
        guard next < args.count else { return }
        let bits = try packedBits(args[next], field.code)
        next += 1
        try computed { () throws(EngineFault) in try format.store(bits, at: index, of: field, in: &bytes) }
      }
    }
  }

  private func packedBits(_ value: Value, _ code: UInt8) throws(Raised) -> UInt64 {
    switch code {
    case Ascii.f: return UInt64(Float(try floatArgument(value)).bitPattern)
    case Ascii.d: return try floatArgument(value).bitPattern
    case Ascii.capitalO:
      structState.note(value)
      return value.bits
    default: return try elementBits(ElementCode(letter: Ascii.q), value)
    }
  }

  private func unpack(_ args: Arguments) throws(Raised) -> Value {
    let format = try structFormat(args[0])
    guard let buffer = buffer(args[1]) else { throw bufferRequired() }
    let offset = args.count > 2 ? try integerArgument(args[2]) : 0
    let start = try computed { () throws(EngineFault) in
      try format.start(at: offset, inBufferOf: buffer.byteCount)
    }
    try checkStreamByteCount(format.valueCount.multipliedReportingOverflow(by: 8).partialValue)
    let fields = format.relativeFields(from: start)
    let bytes = memory.bytes(
      buffer.address + start, count: min(fields.last?.end ?? 0, buffer.byteCount - start))
    let tuple = try newTuple(count: format.valueCount)
    var place = tuple.address + TupleLayout.start
    for field in fields {
      for index in 0..<field.valueCount {
        let value = try computed { () throws(EngineFault) in
          try format.value(index, of: field, in: bytes.span)
        }
        memory[value: place] = try unpacked(value, bytes)
        place += 8
      }
    }
    return tuple
  }

  private func unpacked(_ value: StructValue, _ bytes: [UInt8]) throws(Raised) -> Value {
    switch value {
    case .signed(let number): try newInteger(Int(number))
    case .unsigned(let number): try newInteger(unsigned: number)
    case .single(let number): try newFloat(Double(number))
    case .double(let number): try newFloat(number)
    case .bytes(let range): try newBytes(bytes[range])
    case .object(let bits): structState.value(bits)
    case .text: name(.empty)
    }
  }

  private var structState: StructState {
    if let known = moduleStates["ustruct"] as? StructState { return known }
    let state = StructState()
    moduleStates["ustruct"] = state
    return state
  }
}

extension StructFormat {
  /// The runs at a place of a buffer, their offsets counted from there.
  fileprivate func relativeFields(from start: Int) -> [Field] {
    // Where everything is aligned already the place makes no difference.
    if start & 7 == 0 { return fields }
    return fields(from: start).map { field in
      Field(code: field.code, count: field.count, size: field.size, offset: field.offset - start)
    }
  }
}

/// What `ustruct` knows from earlier calls.
private final class StructState: ScriptReferences {
  /// Formats by the text objects that they were read from.
  private(set) var formats: [UInt64: StructFormat] = [:]
  // Objects that were packed by their address (code `O`): only what went in comes out, for an address from
  // elsewhere would be no object.
  private var values: [UInt64: Value] = [:]
  private var order: [UInt64] = []

  private static let formatLimit = 32
  /// The oldest objects are forgotten beyond so many.
  private static let valueLimit = 1024

  func visit(_ mark: (Value) -> Void) {
    for bits in formats.keys { mark(Value(bits: bits)) }
    for value in values.values { mark(value) }
  }

  func note(_ format: StructFormat, _ text: Value) {
    if formats.count == Self.formatLimit { formats.removeAll() }
    formats[text.bits] = format
  }

  func note(_ value: Value) {
    guard values.updateValue(value, forKey: value.bits) == nil else { return }
    order.append(value.bits)
    if order.count > Self.valueLimit { values[order.removeFirst()] = nil }
  }

  func value(_ bits: UInt64) -> Value { values[bits] ?? .none }
}
