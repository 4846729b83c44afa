/// The generator of module `urandom` (Yasmarang, Ilya Levin), with the arithmetic of MicroPython 1.11: equal
/// seeds give the device's numbers.
package struct YasmarangGenerator: Sendable {
  private var pad: UInt32
  private var n: UInt32 = 69
  private var d: UInt32 = 233
  private var data: UInt8 = 0

  /// The state of a device that was just reset, unless the port seeds it.
  package init() {
    pad = 0xEDA4_BABA
  }

  /// The state after `seed`, whose lowest 32 bits count.
  package init(seed: UInt64) {
    pad = UInt32(truncatingIfNeeded: seed)
  }

  /// The next 32 bits.
  package mutating func next() -> UInt32 {
    pad &+= UInt32(data) &+ d &* n
    pad = (pad << 3) &+ (pad >> 29)
    n = pad | 2
    d ^= (pad << 31) &+ (pad >> 1)
    data ^= UInt8(truncatingIfNeeded: pad ^ (d >> 8) ^ 1)
    return pad ^ (d << 5) ^ (pad >> 18) ^ (UInt32(data) << 1)
  }

  /// The next `count` bits as `getrandbits`.
  ///
  /// - Throws: `ValueError` for 0 and for more than 32; a negative count counts modulo 32, as the device's
  ///   shift does.
  package mutating func bits(_ count: Int) throws(EngineFault) -> UInt32 {
    let count = Int32(truncatingIfNeeded: count)
    guard count <= 32, count != 0 else { throw EngineFault(.valueError) }
    return next() & (UInt32.max >> UInt32(truncatingIfNeeded: (32 &- count) & 31))
  }

  /// A number below `bound`, of which only the lowest 32 bits count.
  ///
  /// - Throws: the step limit where they are 0: the device then tries for ever.
  package mutating func below(_ bound: Int) throws(EngineFault) -> UInt32 {
    let bound = UInt32(truncatingIfNeeded: bound)
    guard bound != 0 else { throw .stepLimit }
    let mask = UInt32.max >> UInt32(bound.leadingZeroBitCount)
    while true {
      let number = next() & mask
      if number < bound { return number }
    }
  }

  /// `randrange` with all three arguments; leave out `step` and `start` by giving 1 and 0.
  ///
  /// - Throws: `ValueError` for an empty range or step 0; else as `below`.
  package mutating func element(from start: Int, to stop: Int, by step: Int) throws(EngineFault) -> Int {
    guard step != 0 else { throw EngineFault(.valueError) }
    let span = stop &- start &+ step &+ (step > 0 ? -1 : 1)
    let count = span.dividedReportingOverflow(by: step).partialValue
    guard count > 0 else { throw EngineFault(.valueError) }
    return start &+ step &* Int(try below(count))
  }

  /// `randint`: a number from `low` to `high`, both included.
  ///
  /// - Throws: `ValueError` when `low` is above `high`; else as `below`.
  package mutating func integer(from low: Int, through high: Int) throws(EngineFault) -> Int {
    guard low <= high else { throw EngineFault(.valueError) }
    return low &+ Int(try below(high &- low &+ 1))
  }

  /// `choice`: an index into a sequence.
  ///
  /// - Throws: `IndexError` when it is empty; else as `below`.
  package mutating func index(count: Int) throws(EngineFault) -> Int {
    guard count > 0 else { throw EngineFault(.indexError) }
    return Int(try below(count))
  }

  /// `random` in single precision: 23 bits from 0 up to, not including, 1.
  package mutating func single() -> Float {
    Float(bitPattern: 0x3F80_0000 | next() & 0x7F_FFFF) - 1
  }

  /// `random` in double precision: 52 bits of two numbers, the first one above.
  package mutating func double() -> Double {
    let high = UInt64(next())
    return Double(bitPattern: 0x3FF0_0000_0000_0000 | (high << 32 | UInt64(next())) & 0xF_FFFF_FFFF_FFFF) - 1
  }

  /// `uniform` in single precision.
  package mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * single()
  }

  /// `uniform` in double precision.
  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * double()
  }
}
