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
    let text = try givenText(value)
    return try computed { () throws(EngineFault) in try StructFormat(text) }
  }

  private func packInto(_ args: Arguments) throws(Raised) -> Value {
    guard let buffer = buffer(args[1]), buffer.isWritable else { throw bufferRequired() }
    let offset = try integerArgument(args[2])
    let format = try structFormat(args[0])
    let start = try computed { () throws(EngineFault) in
      try format.start(at: offset, inBufferOf: buffer.byteCount)
    }
    // In the buffer's bytes that are packed, and the few behind them that alignment may reach.
    let end = format.fields(from: start).last.map { max($0.end, start) } ?? start
    guard end <= buffer.byteCount else { throw valueError("buffer too small") }
    var bytes = memory.bytes(buffer.address + start, count: end - start)
    try pack(format, args.dropFirst(3), into: &bytes, at: start)
    // What packing ran may have moved the buffer.
    guard let now = self.buffer(args[1]), now.byteCount >= end else { throw valueError("buffer too small") }
    memory.write(bytes, at: now.address + start)
    return .none
  }

  /// Packs as many values as there are, or as the format has, into bytes that begin `start` bytes into a buffer.
  private func pack(
    _ format: StructFormat, _ args: Arguments, into bytes: inout [UInt8], at start: Int
  ) throws(Raised) {
    var next = 0
    for field in format.fields(from: start) {
      let field = field.moved(by: -start)
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
      packedObjects.note(value)
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
    let bytes = memory.bytes(buffer.address, count: buffer.byteCount)
    let tuple = try newTuple(count: format.valueCount)
    var place = tuple.address + TupleLayout.start
    for field in format.fields(from: start) {
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
    case .object(let bits): packedObjects.value(bits)
    case .text: name(.empty)
    }
  }

  private var packedObjects: PackedObjects {
    if let known = moduleStates["ustruct"] as? PackedObjects { return known }
    let objects = PackedObjects()
    moduleStates["ustruct"] = objects
    return objects
  }
}

extension StructFormat.Field {
  /// The field at another offset.
  fileprivate func moved(by distance: Int) -> Self {
    Self(code: code, count: count, size: size, offset: offset + distance)
  }
}

/// Objects that were packed by their address (code `O`): only what went in comes out, for an address from elsewhere would be no object.
private final class PackedObjects: ScriptReferences {
  private var values: [UInt64: Value] = [:]
  private var order: [UInt64] = []

  /// The oldest are forgotten beyond so many.
  private static let limit = 1024

  func visit(_ mark: (Value) -> Void) {
    for value in values.values { mark(value) }
  }

  func note(_ value: Value) {
    guard values.updateValue(value, forKey: value.bits) == nil else { return }
    order.append(value.bits)
    if order.count > Self.limit { values[order.removeFirst()] = nil }
  }

  func value(_ bits: UInt64) -> Value { values[bits] ?? .none }
}
