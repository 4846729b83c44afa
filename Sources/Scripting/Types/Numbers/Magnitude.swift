/// The magnitude and sign of an integer operand, read where it lies: limbs in the arena, or one limb from a
/// small integer.
struct Magnitude {
  /// Address of the limbs; what it says of a small integer does not matter.
  let start: Int
  /// How many limbs there are; 0 for zero.
  let count: Int
  /// The least significant limb.
  let first: UInt64
  let isNegative: Bool

  @inline(__always)
  init(small: Int) {
    start = 0
    first = UInt64(small.magnitude)
    count = first == 0 ? 0 : 1
    isNegative = small < 0
  }

  @inline(__always)
  init(_ memory: Memory, large address: Int) {
    start = address &+ BigIntegerLayout.start
    count = Int(memory[half: address &+ 8])
    first = memory[start]
    isNegative = memory[half: address &+ 12] != 0
  }

  /// A limb; `index` must be below `count`.
  @inline(__always)
  func limb(_ memory: Memory, _ index: Int) -> UInt64 { index == 0 ? first : memory[start &+ index &* 8] }

  /// −1, 0 or 1 as this magnitude, without its sign, is below, at or above the other.
  func compared(to other: Magnitude, _ memory: Memory) -> Int {
    if count != other.count { return count < other.count ? -1 : 1 }
    var index = count &- 1
    while index >= 0 {
      let (mine, others) = (limb(memory, index), other.limb(memory, index))
      if mine != others { return mine < others ? -1 : 1 }
      index &-= 1
    }
    return 0
  }
}

extension Interpreter {
  /// An integer as operand; `value` is a small integer or of kind `bigInteger`.
  @inline(__always)
  func magnitude(_ value: Value) -> Magnitude {
    value.isSmall ? Magnitude(small: value.small) : Magnitude(memory, large: value.address)
  }

  /// Room for the limbs of an integer, to be given to `finishInteger`.
  @inline(__always)
  private func newLimbs(_ count: Int) throws(Raised) -> Int {
    try allocate(
      .bigInteger, byteCount: BigIntegerLayout.start &+ count &* 8,
      boardByteCount: 32 &+ (count &* 8 &+ 31) & ~31)
  }

  /// The integer whose limbs, perhaps with zeros on top, were written behind `address`: that object, or a
  /// small integer.
  @inline(__always)
  private func finishInteger(_ address: Int, count: Int, isNegative: Bool) -> Value {
    var count = count
    while count > 0, memory[address &+ BigIntegerLayout.start &+ (count &- 1) &* 8] == 0 { count &-= 1 }
    if count <= 1 {
      let magnitude = count == 0 ? 0 : memory[address &+ BigIntegerLayout.start]
      if magnitude < 1 &<< 62 || (magnitude == 1 &<< 62 && isNegative) {
        memory[address &+ 8] = UInt64(count)
        let small = Int(truncatingIfNeeded: magnitude)
        return Value(small: isNegative ? -small : small)
      }
    }
    memory[address &+ 8] = UInt64(count) | (isNegative ? 1 &<< 32 : 0)
    return Value(address: address)
  }

  /// An integer of one limb.
  func wideInteger(_ magnitude: UInt64, isNegative: Bool) throws(Raised) -> Value {
    let address = try newLimbs(1)
    memory[address + BigIntegerLayout.start] = magnitude
    return finishInteger(address, count: 1, isNegative: isNegative)
  }

  /// An integer of any size.
  func newInteger(_ number: BigInteger) throws(Raised) -> Value {
    if let small = number.asSmall { return Value(small: small) }
    let limbs = number.limbs
    let address = try newLimbs(limbs.count)
    var place = address + BigIntegerLayout.start
    for limb in limbs {
      memory[place] = limb
      place &+= 8
    }
    memory[address + 8] = UInt64(limbs.count) | (number.isNegative ? 1 << 32 : 0)
    return Value(address: address)
  }

  /// The number in a small integer or an object of kind `bigInteger`.
  func wholeNumber(_ value: Value) -> BigInteger {
    if value.isSmall { return BigInteger(value.small) }
    let operand = Magnitude(memory, large: value.address)
    let limbs = [UInt64](words: operand.count, from: memory, operand.start)
    return BigInteger(limbs: limbs, negative: operand.isNegative)
  }

  // MARK: Sums and products in the arena

  /// `left + right`, or `left - right` when `negatesRight`.
  func addLarge(_ left: Value, _ right: Value, negatesRight: Bool) throws(Raised) -> Value {
    let (first, second) = (magnitude(left), magnitude(right))
    let secondIsNegative = second.isNegative != negatesRight
    if second.count == 0 { return left }
    if first.isNegative == secondIsNegative {
      return first.count >= second.count
        ? try sum(first, second, isNegative: first.isNegative)
        : try sum(second, first, isNegative: first.isNegative)
    }
    switch first.compared(to: second, memory) {
    case 0: return Value(small: 0)
    case 1: return try difference(first, second, isNegative: first.isNegative)
    default: return try difference(second, first, isNegative: secondIsNegative)
    }
  }

  /// The sum of magnitudes; `long` has as many limbs or more, `short` one at least.
  private func sum(_ long: Magnitude, _ short: Magnitude, isNegative: Bool) throws(Raised) -> Value {
    let address = try newLimbs(long.count + 1)
    let target = address + BigIntegerLayout.start
    let lowest = long.first.addingReportingOverflow(short.first)
    memory[target] = lowest.partialValue
    var carry: UInt64 = lowest.overflow ? 1 : 0
    var offset = 8
    while offset < short.count &* 8 {
      let partial = memory[long.start &+ offset].addingReportingOverflow(memory[short.start &+ offset])
      let total = partial.partialValue.addingReportingOverflow(carry)
      memory[target &+ offset] = total.partialValue
      carry = partial.overflow || total.overflow ? 1 : 0
      offset &+= 8
    }
    while offset < long.count &* 8 {
      let total = memory[long.start &+ offset].addingReportingOverflow(carry)
      memory[target &+ offset] = total.partialValue
      carry = total.overflow ? 1 : 0
      offset &+= 8
    }
    memory[target &+ offset] = carry
    return finishInteger(address, count: long.count + 1, isNegative: isNegative)
  }

  /// The difference of magnitudes; `large` is not below `less`, which has one limb at least.
  private func difference(_ large: Magnitude, _ less: Magnitude, isNegative: Bool) throws(Raised) -> Value {
    let address = try newLimbs(large.count)
    let target = address + BigIntegerLayout.start
    let lowest = large.first.subtractingReportingOverflow(less.first)
    memory[target] = lowest.partialValue
    var borrow: UInt64 = lowest.overflow ? 1 : 0
    var offset = 8
    while offset < less.count &* 8 {
      let partial = memory[large.start &+ offset].subtractingReportingOverflow(memory[less.start &+ offset])
      let total = partial.partialValue.subtractingReportingOverflow(borrow)
      memory[target &+ offset] = total.partialValue
      borrow = partial.overflow || total.overflow ? 1 : 0
      offset &+= 8
    }
    while offset < large.count &* 8 {
      let total = memory[large.start &+ offset].subtractingReportingOverflow(borrow)
      memory[target &+ offset] = total.partialValue
      borrow = total.overflow ? 1 : 0
      offset &+= 8
    }
    return finishInteger(address, count: large.count, isNegative: isNegative)
  }

  /// `left * right`.
  func multiplyLarge(_ left: Value, _ right: Value) throws(Raised) -> Value {
    let (first, second) = (magnitude(left), magnitude(right))
    if first.count == 0 || second.count == 0 { return Value(small: 0) }
    guard (first.count + second.count) * 8 <= heap.capacity else {
      throw memoryError((first.count + second.count) * 8)
    }
    let isNegative = first.isNegative != second.isNegative
    if min(first.count, second.count) >= LimbArithmetic.karatsubaLimit {
      return try newInteger(try watched { wholeNumber(left).multiplied(by: wholeNumber(right), $0) })
    }
    return first.count >= second.count
      ? try product(first, second, isNegative: isNegative)
      : try product(second, first, isNegative: isNegative)
  }

  private func product(_ long: Magnitude, _ short: Magnitude, isNegative: Bool) throws(Raised) -> Value {
    let count = long.count + short.count
    let address = try newLimbs(count)
    let target = address + BigIntegerLayout.start
    // The first row is written, the others are added to what is there.
    var carry: UInt64 = 0
    var factor = short.first
    var product = UInt128(long.first) &* UInt128(factor)
    memory[target] = UInt64(truncatingIfNeeded: product)
    carry = UInt64(truncatingIfNeeded: product &>> 64)
    var offset = 8
    let end = long.count &* 8
    while offset < end {
      product = UInt128(memory[long.start &+ offset]) &* UInt128(factor) &+ UInt128(carry)
      memory[target &+ offset] = UInt64(truncatingIfNeeded: product)
      carry = UInt64(truncatingIfNeeded: product &>> 64)
      offset &+= 8
    }
    memory[target &+ end] = carry
    var row = 8
    while row < short.count &* 8 {
      factor = memory[short.start &+ row]
      carry = 0
      offset = 0
      while offset < end {
        let place = target &+ row &+ offset
        // At most (2^64 − 1)² + 2 (2^64 − 1) = 2^128 − 1.
        product =
          UInt128(memory[long.start &+ offset]) &* UInt128(factor) &+ UInt128(memory[place]) &+ UInt128(carry)
        memory[place] = UInt64(truncatingIfNeeded: product)
        carry = UInt64(truncatingIfNeeded: product &>> 64)
        offset &+= 8
      }
      memory[target &+ row &+ end] = carry
      row &+= 8
    }
    return finishInteger(address, count: count, isNegative: isNegative)
  }
}

extension [UInt64] {
  /// Words that lie one after another in the arena.
  init(words count: Int, from memory: Memory, _ start: Int) {
    self.init()
    reserveCapacity(count)
    for index in 0..<count { append(memory[start &+ index &* 8]) }
  }
}
