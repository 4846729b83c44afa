import Scripting
import Testing

@Suite("Integers of any size")
struct BigIntegerTests {
  /// Limbs that strain carries, normalisation and estimates of quotients.
  static let samples: [BigInteger] = {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 33
    }
    var result = [0, 1, -1, 2, -3, Int.max, Int.min].map { BigInteger($0) }
    for count in [1, 2, 3, 50, 97] {
      for negative in [false, true] {
        result.append(BigInteger(limbs: (0..<count).map { _ in next() }, negative: negative))
        result.append(BigInteger(limbs: Array(repeating: .max, count: count), negative: negative))
        result.append(
          BigInteger(limbs: Array(repeating: 0, count: count) + [1 << (next() % 64)], negative: negative))
      }
    }
    return result
  }()

  @Test(arguments: samples)
  func division_givesBackItsDividend(dividend: BigInteger) throws {
    for divisor in Self.samples {
      guard let (quotient, remainder) = dividend.floorDivided(by: divisor) else {
        #expect(divisor.isZero)
        continue
      }
      #expect(quotient * divisor + remainder == dividend)
      #expect(remainder.isZero || remainder.isNegative == divisor.isNegative)
      #expect(remainder.absolute < divisor.absolute)
    }
  }

  @Test(arguments: samples)
  func product_distributesOverSums(left: BigInteger) {
    for right in Self.samples {
      let one = BigInteger(1)
      #expect((left + one) * (right - one) == left * right - left + right - one)
      #expect(left * right == right * left)
    }
  }

  @Test(arguments: samples)
  func bits_followTwosComplement(left: BigInteger) {
    #expect(left.inverted == BigInteger(-1) - left)
    for right in Self.samples {
      #expect((left & right) + (left | right) == left + right)
      #expect((left ^ right) == (left | right) - (left & right))
    }
  }

  @Test(arguments: samples)
  func shifts_areFloorDivisionAndProduct(value: BigInteger) throws {
    for count in [0, 1, 63, 64, 65, 200] {
      let power = try #require(BigInteger(1).shiftedLeft(by: count, bitLimit: 1_000))
      #expect(value.shiftedLeft(by: count, bitLimit: 100_000) == value * power)
      #expect(value.shiftedRight(by: count) == value.floorDivided(by: power)?.quotient)
    }
    #expect(value.shiftedRight(by: Int.max) == BigInteger(value.isNegative ? -1 : 0))
    #expect(value.shiftedLeft(by: Int.max, bitLimit: 1_000) == (value.isZero ? value : nil))
    #expect(value.shiftedRight(by: -1) == nil && value.shiftedLeft(by: -1, bitLimit: 1_000) == nil)
  }

  @Test(arguments: samples)
  func bytes_comeBack(value: BigInteger) {
    let bytes = value.bytes(count: value.bitWidth / 8 + 1, bigEndian: true)
    #expect(BigInteger(bytes: bytes, bigEndian: true, signed: true) == value)
    #expect(BigInteger(bytes: bytes.reversed(), bigEndian: false, signed: true) == value)
    if !value.isNegative { #expect(BigInteger(bytes: bytes, bigEndian: true) == value) }
  }

  @Test func doubles_areRoundedToNearestEven() {
    let base = BigInteger(1 << 62) * BigInteger(8)
    #expect((base + BigInteger(1 << 12)).nearestDouble == 0x1p65)
    #expect((base + BigInteger(1 << 12) + BigInteger(1)).nearestDouble == 0x1.0000000000001p65)
    #expect((base + BigInteger(3 << 12)).negated.nearestDouble == -0x1.0000000000002p65)
    let huge = BigInteger(limbs: Array(repeating: .max, count: 16))
    #expect(huge.nearestDouble == .infinity)
    #expect(huge.negated.accumulatedFloat(single: true) == -.infinity)
    #expect(BigInteger(truncating: -1e300)?.nearestDouble == -1e300)
    #expect(BigInteger(truncating: -0.9) == BigInteger(0))
    #expect(BigInteger(truncating: .nan) == nil && BigInteger(truncating: .infinity) == nil)
  }

  @Test func comparison_withDoublesIsExact() {
    let value = BigInteger(1 << 53) + BigInteger(1)
    #expect(value.compared(to: 0x1p53) == 1)
    #expect(value.compared(to: 0x1p53 + 2) == -1)
    #expect(BigInteger(-1).compared(to: -1.5) == 1)
    #expect(BigInteger(0).compared(to: -0.0) == 0)
    #expect(BigInteger(0).compared(to: .infinity) == -1)
    #expect(BigInteger(0).compared(to: .nan) == nil)
  }

  @Test func powers_keepTheirLimits() {
    let ten = BigInteger(10)
    #expect(
      ten.power(BigInteger(20), bitLimit: 100) == BigInteger(10_000_000_000) * BigInteger(10_000_000_000))
    #expect(ten.power(BigInteger(Int.max), bitLimit: 1 << 20) == nil)
    #expect(ten.power(BigInteger(limbs: [0, 1]), bitLimit: 1 << 20) == nil)
    #expect(ten.power(BigInteger(-1), bitLimit: 100) == nil)
    #expect(BigInteger(-1).power(BigInteger(limbs: [1, 1]), bitLimit: 1) == BigInteger(-1))
    #expect(BigInteger(3).power(BigInteger(200), modulus: BigInteger(-13)) == BigInteger(-4))
    #expect(ten.power(BigInteger(3), modulus: BigInteger(0)) == nil)
    #expect(BigInteger(0).power(BigInteger(0), modulus: BigInteger(5)) == BigInteger(0))
  }

  @Test func hash_isTheValueOfSmallOnes() {
    #expect(BigInteger(-5).hashWord == -5)
    #expect(BigInteger(SmallInteger.least).hashWord == SmallInteger.least)
    #expect(BigInteger(limbs: [5, 1]).hashWord == 5)
    #expect(BigInteger(Int.min).asInt == Int.min && BigInteger(Int.min).asSmall == nil)
    #expect(BigInteger(limbs: [0, 0], negative: true) == BigInteger(0))
  }
}
