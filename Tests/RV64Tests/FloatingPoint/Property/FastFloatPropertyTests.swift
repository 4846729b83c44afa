import RV64
import Testing

/// Compares the host's arithmetic, where it stands in, with `SoftFloat`.
@Suite("Fast floating point, properties")
struct FastFloatPropertyTests {
  /// Operand sets per operation: few where the compiler does not optimise.
  #if DEBUG
  static let count = 500
  #else
  static let count = 200_000
  #endif

  private static let fast = FloatOperation.all.filter { $0.reference != nil }

  private static func expectEqual(
    _ operation: FloatOperation, _ operands: [UInt64], _ mode: RoundingMode, before: FloatFlags
  ) throws {
    var flags = before
    let found = operation.run(operands, mode, &flags)
    try operation.expectReference(operands, mode, before: before, gives: (found, flags))
  }

  @Test("results and flags are SoftFloat's, whatever flags were there before", arguments: fast)
  func random(_ operation: FloatOperation) throws {
    for (index, operands) in operation.operandSets(seed: 9).prefix(Self.count).enumerated() {
      // Three of four times a mode that has a fast form, with and without the flag that saves it work.
      let mode: RoundingMode =
        switch index % 8 {
        case 0...4: .nearestEven
        case 5: .towardZero
        default: RoundingMode.allCases[index / 8 % 5]
        }
      for before in [FloatFlags(), .inexact] {
        try Self.expectEqual(operation, operands, mode, before: before)
      }
    }
  }

  @Test("every pair of special operands gives SoftFloat's result and flags", arguments: fast)
  func special(_ operation: FloatOperation) throws {
    let isSingle = (operation.format == "Binary32") != (operation.operands == .otherPatterns)
    let sign = Self.sign(isSingle: isSingle)
    let magnitudes = isSingle ? FloatOperands<Binary32>.specials : FloatOperands<Binary64>.specials
    let operands = magnitudes + magnitudes.map { $0 | sign }
    for first in operands {
      for (index, second) in operands.enumerated() {
        let third = [0, sign, second, second ^ sign][index % 4]
        for before in [FloatFlags(), .inexact] {
          try Self.expectEqual(operation, [first, second, third], .nearestEven, before: before)
        }
      }
    }
  }

  @Test("fused sums that nearly cancel are SoftFloat's")
  func fusedCancellation() throws {
    for operation in Self.fast where operation.name == "multiplyAdd" {
      let reference = try #require(operation.reference)
      let sign = Self.sign(isSingle: operation.format == "Binary32")
      for (index, operands) in operation.operandSets(seed: 10).prefix(Self.count).enumerated() {
        // The addend is the product's opposite but for a few units of the last place.
        var flags: FloatFlags = []
        let product = reference([operands[0], operands[1], 0], .nearestEven, &flags)
        let addend = ((product ^ sign) &+ UInt64(index % 7) &- 3) & (sign | (sign - 1))
        for before in [FloatFlags(), .inexact] {
          try Self.expectEqual(
            operation, [operands[0], operands[1], addend], .nearestEven, before: before)
        }
      }
    }
  }

  @Test("fused sums half-way between singles, and a little beside, are rounded once")
  func fusedTies() throws {
    let operation = try #require(FloatOperation.all.first { $0.testDescription == "multiplyAdd Binary32" })
    // (1 + 2⁻²³)(1 − 2⁻²³) is so little below 1 that a double of the sum does not show it.
    for base: Float in [1, 0x1.000002p0, -1, -0x1.000002p0] {
      for factor: Float in [0x1p-12, 0x1.000002p-12, -0x1p-12, -0x1.000002p-12] {
        for other: Float in [0x1p-12, 0x1.fffffcp-13] {
          let operands = [factor, other, base].map { UInt64($0.bitPattern) }
          try Self.expectEqual(operation, operands, .nearestEven, before: [])
        }
      }
    }
  }

  @Test("sums beside the greatest number, where finding the error overflows, are SoftFloat's")
  func greatSums() throws {
    let operation = try #require(FloatOperation.all.first { $0.testDescription == "add Binary32" })
    let greatest = Float.greatestFiniteMagnitude
    for addend: Float in [-0x1.8p104, -0x1.cp105, -0x1p104, 0x1p102, 0x1.fffffep102, -greatest] {
      for operands in [[addend, greatest, 0], [greatest, addend, 0]] {
        try Self.expectEqual(operation, operands.map { UInt64($0.bitPattern) }, .nearestEven, before: [])
      }
    }
  }

  private static func sign(isSingle: Bool) -> UInt64 { isSingle ? 1 << 31 : 1 << 63 }
}
