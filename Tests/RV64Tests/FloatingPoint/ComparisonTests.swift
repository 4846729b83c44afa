import RV64
import Testing

/// What has but one implementation: comparisons, `FMIN`, `FMAX`, `FCLASS`, boxes of singles.
@Suite("Comparison and classification of floating point")
struct ComparisonTests {
  /// Singles in ascending order; both zeros have a place.
  static let ascending: [Float] = [
    -.infinity, -.greatestFiniteMagnitude, -1.5, -1, -.leastNormalMagnitude, -.leastNonzeroMagnitude, -0.0,
    0, .leastNonzeroMagnitude, .leastNormalMagnitude, 1, 1.5, .greatestFiniteMagnitude, .infinity,
  ]

  @Test("numbers compare by their order, zeros are equal")
  func order() {
    for (i, a) in Self.ascending.enumerated() {
      for (j, b) in Self.ascending.enumerated() {
        let (x, y) = (a.bitPattern, b.bitPattern)
        let areZeros = a == 0 && b == 0
        var flags: FloatFlags = []
        #expect(Binary32.isEqual(x, y, flags: &flags) == (i == j || areZeros))
        #expect(Binary32.isLess(x, y, flags: &flags) == (i < j && !areZeros))
        #expect(Binary32.isLessOrEqual(x, y, flags: &flags) == (i <= j || areZeros))
        #expect(Binary32.minimum(x, y, flags: &flags) == (i < j ? x : y))
        #expect(Binary32.maximum(x, y, flags: &flags) == (i > j ? x : y))
        #expect(flags == [])
      }
    }
  }

  @Test("a NaN is unordered; only equality takes quiet ones without complaint", arguments: [0, 1, 2])
  func unordered(position: Int) {
    let (quiet, signalling): (UInt64, UInt64) = (0xFFF8_0000_0000_0007, 0x7FF0_0000_0000_0001)
    let one = (1.0).bitPattern
    for (nan, equality) in [(quiet, FloatFlags()), (signalling, .invalid)] {
      let (a, b) = [(nan, one), (one, nan), (nan, nan)][position]
      var flags: FloatFlags = []
      #expect(!Binary64.isEqual(a, b, flags: &flags))
      #expect(flags == equality)
      flags = []
      #expect(!Binary64.isLess(a, b, flags: &flags))
      #expect(flags == .invalid)
      flags = []
      #expect(!Binary64.isLessOrEqual(a, b, flags: &flags))
      #expect(flags == .invalid)
    }
  }

  @Test("minimum and maximum prefer numbers to NaNs, and the canonical NaN to others")
  func numbersOfPairs() {
    let (quiet, signalling, one): (UInt32, UInt32, UInt32) = (0xFFC0_0007, 0x7F80_0001, 0x3F80_0000)
    let cases: [(UInt32, UInt32, result: UInt32, FloatFlags)] = [
      (quiet, one, one, []), (one, quiet, one, []), (signalling, one, one, .invalid),
      (one, signalling, one, .invalid), (quiet, quiet, 0x7FC0_0000, []),
      (quiet, signalling, 0x7FC0_0000, .invalid), (signalling, quiet, 0x7FC0_0000, .invalid),
    ]
    for (a, b, result, expectedFlags) in cases {
      var flags: FloatFlags = []
      #expect(Binary32.minimum(a, b, flags: &flags) == result)
      #expect(flags == expectedFlags)
      flags = []
      #expect(Binary32.maximum(a, b, flags: &flags) == result)
      #expect(flags == expectedFlags)
    }
  }

  @Test("each kind of number has its bit")
  func kinds() {
    let doubles: [Double] = [
      -.infinity, -1, -.leastNonzeroMagnitude, -0.0, 0, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .infinity,
    ]
    let singles: [Float] = [
      -.infinity, -1, -.leastNonzeroMagnitude, -0.0, 0, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .infinity,
    ]
    #expect(doubles.map { Binary64.classify($0.bitPattern) } == (0..<8).map { 1 << $0 })
    #expect(singles.map { Binary32.classify($0.bitPattern) } == (0..<8).map { 1 << $0 })
    #expect(Binary32.classify(0xFF80_0001) == 1 << 8)
    #expect(Binary32.classify(0xFFC0_0000) == 1 << 9)
    #expect(Binary64.classify(0x7FF7_FFFF_FFFF_FFFF) == 1 << 8)
    #expect(Binary64.classify(0x7FF8_0000_0000_0000) == 1 << 9)
  }

  @Test("a single in a register has ones above it; other registers hold no single")
  func boxes() {
    #expect(Binary32.boxed(0x3F80_0000) == 0xFFFF_FFFF_3F80_0000)
    #expect(Binary32.boxed(0) == 0xFFFF_FFFF_0000_0000)
    #expect(Binary32.unboxed(0xFFFF_FFFF_8000_0001) == 0x8000_0001)
    #expect(Binary32.unboxed(0xFFFF_FFFF_0000_0000) == 0)
    for register: UInt64 in [0, 0x3F80_0000, 0xFFFF_FFFE_FFFF_FFFF, 0x7FFF_FFFF_3F80_0000] {
      #expect(Binary32.unboxed(register) == 0x7FC0_0000)
    }
  }
}
