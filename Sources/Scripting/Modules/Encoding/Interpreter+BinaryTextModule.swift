/// Module `ubinascii` (extmod/modubinascii.c).
extension Interpreter {
  func installBinaryTextModule() {
    addModule("ubinascii") { vm, module throws(Raised) in
      try module.define("hexlify", 1, 2) { vm, args throws(Raised) in
        let bytes = try vm.bufferBytes(args[0])
        // Four characters at most for each byte: what the heap cannot hold is refused first.
        try vm.checkStreamByteCount(bytes.count * 2)
        let separator = args.count > 1 ? try vm.givenText(args[1]).first ?? 0 : nil
        return try vm.newBytes(BinaryText.hexadecimal(bytes, separator: separator))
      }
      try module.define("unhexlify", 1, 1) { vm, args throws(Raised) in
        let text = try vm.bufferBytes(args[0])
        return try vm.newBytes(
          try vm.computed { () throws(EngineFault) in try BinaryText.bytes(hexadecimal: text) })
      }
      try module.define("a2b_base64", 1, 1) { vm, args throws(Raised) in
        let text = try vm.bufferBytes(args[0])
        return try vm.newBytes(
          try vm.computed { () throws(EngineFault) in try BinaryText.bytes(base64: text) })
      }
      try module.define("b2a_base64", 1, 1) { vm, args throws(Raised) in
        let bytes = try vm.bufferBytes(args[0])
        try vm.checkStreamByteCount(bytes.count / 3 * 4)
        return try vm.newBytes(BinaryText.base64(bytes))
      }
      try module.define("crc32", 1, 2) { vm, args throws(Raised) in
        let bytes = try vm.bufferBytes(args[0])
        let before = args.count > 1 ? try vm.truncatedArgument(args[1]) : 0
        let checksum = BinaryText.checksum(bytes, goingOnFrom: UInt32(truncatingIfNeeded: before))
        return Value(small: Int(checksum))
      }
    }
  }

  /// An argument as an integer of which only the lowest 64 bits count.
  func truncatedArgument(_ value: Value) throws(Raised) -> UInt64 {
    try elementBits(ElementCode(letter: Ascii.q), value)
  }
}
