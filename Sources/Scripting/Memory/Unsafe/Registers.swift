/// The registers of a frame, by number.
///
/// The compiler numbers registers below the code's count, and whoever enters a frame makes sure that so many
/// fit (`Interpreter.reserve`).
@safe struct Registers {
  private let pointer: UnsafeMutablePointer<UInt64>

  @inline(__always)
  init(_ memory: Memory, _ base: Int) {
    unsafe pointer = (memory.base + base).assumingMemoryBound(to: UInt64.self)
  }

  /// A register.
  @inline(__always)
  subscript(index: Int) -> Value {
    get { unsafe Value(bits: pointer[index]) }
    nonmutating set { unsafe pointer[index] = newValue.bits }
  }
}

/// An instruction, taken apart.
struct Instruction {
  let bits: UInt64

  /// Its opcode; the compiler writes only such as exist.
  @inline(__always)
  var opcode: Opcode { unsafe unsafeBitCast(UInt8(truncatingIfNeeded: bits), to: Opcode.self) }
  @inline(__always)
  var x: Int { Int(truncatingIfNeeded: bits &>> 8 & 0xFF) }
  @inline(__always)
  var a: Int { Int(truncatingIfNeeded: bits &>> 16 & 0xFFFF) }
  @inline(__always)
  var b: Int { Int(truncatingIfNeeded: bits &>> 32 & 0xFFFF) }
  @inline(__always)
  var c: Int { Int(truncatingIfNeeded: bits &>> 48) }
  /// `b` as a signed number.
  @inline(__always)
  var signedB: Int { Int(Int16(truncatingIfNeeded: bits &>> 32)) }
  /// `c` as a signed number.
  @inline(__always)
  var signedC: Int { Int(Int64(bitPattern: bits) &>> 48) }
  /// `b` and `c` as a signed number.
  @inline(__always)
  var wide: Int { Int(Int64(bitPattern: bits) &>> 32) }
}
