import OpKernels
import TestSupport
import Testing

@Suite("K210 batch norm and activation")
struct FinishK210Tests {
  @Test("a batch norm entry is decoded with its signs")
  func decodesBatchNorm() {
    // norm_mul -2 (24 bits), norm_add -3 (32 bits), norm_shift 15, dirt in the top four bits.
    let bytes: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFD, 0xFF, 0xFF, 0xFF, 0xAF]
    let batchNorm = BatchNormK210(bytes: bytes.span)
    #expect(batchNorm == BatchNormK210(multiplier: -2, addend: -3, shift: 15))
    #expect(batchNorm(1) == -4)
    #expect(BatchNormK210(multiplier: 3, addend: 100, shift: 1)(-5) == 92)
  }

  @Test("an activation table is decoded with its signs")
  func decodesActivation() {
    var bytes = [UInt8](repeating: 0, count: 144)
    // Entry 0: shift 7, multiplier -2, start -2^35; entry 15: start 2^35 - 1.
    bytes.replaceSubrange(0..<8, with: [7, 0xFE, 0xFF, 0, 0, 0, 0, 0x08])
    bytes.replaceSubrange(120..<128, with: [1, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xF7])
    bytes[128] = 11
    bytes[143] = 26
    let table = ActivationTableK210(bytes: bytes.span)
    #expect(table.segments[0] == .init(start: -(1 << 35), multiplier: -2, shift: 7, bias: 11))
    #expect(table.segments[15] == .init(start: (1 << 35) - 1, multiplier: 2, shift: 1, bias: 26))
    #expect(table.isAscending)
  }

  @Test("a value at a segment's start belongs to it only when halves go up")
  func segmentEquality() {
    let table = ActivationTableK210(
      segments: .init { .init(start: Int64($0) * 10, multiplier: 0, shift: 0, bias: 0) })
    #expect(segment(of: 30, in: table, .halfUp) == 3)
    #expect(segment(of: 30, in: table, .halfEven) == 2)
    #expect(segment(of: 31, in: table, .halfEven) == 3)
    #expect(segment(of: -5, in: table, .halfUp) == 0)
    #expect(segment(of: .min, in: table, .halfEven) == 0)
    #expect(segment(of: .max, in: table, .halfUp) == 15)
  }

  @Test("the highest matching segment wins in an unsorted table")
  func unsorted() {
    let table = ActivationTableK210(
      segments: .init { .init(start: $0 == 5 ? -100 : 50, multiplier: 0, shift: 0, bias: 0) })
    #expect(!table.isAscending)
    #expect(segment(of: 0, in: table, .halfEven) == 5)
    #expect(segment(of: 51, in: table, .halfEven) == 15)
    #expect(segment(of: -100, in: table, .halfEven) == 0)
  }

  @Test(
    "equals the arithmetic by division for every shift, sorted or not",
    arguments: 0...15, [RoundingRule.halfUp, .halfEven])
  func equalsNaive(shift: Int, rounding: RoundingRule) {
    var random = SplitMix64(seed: UInt64(shift) + 1)
    for isSorted in [true, false] {
      var starts = random.integers(16, in: Int64(-3000)...3000)
      if isSorted { starts.sort() }
      let segments = starts.map { start in
        ActivationTableK210.Segment(
          start: start, multiplier: Int16.random(in: -40...40, using: &random), shift: UInt8(shift),
          bias: UInt8.random(in: 0...255, using: &random))
      }
      let table = ActivationTableK210(segments: .init { segments[$0] })
      let batchNorm = BatchNormK210(
        multiplier: Int64.random(in: -9...9, using: &random), addend: -50, shift: Int64(shift % 4))
      let correction = CorrectionK210(argX: -7, shiftX: Int64(shift), constant: 1000)
      let sums = random.integers(200, in: Int32(-2000)...2000)
      let inputs = random.integers(200, in: Int32(0)...2000)
      let output = filled(200, with: UInt8(0)) {
        Reference.finish(
          sums: sums.span, inputSums: inputs.span, correction: correction, batchNorm: batchNorm,
          activation: table, rounding: rounding, output: &$0)
      }
      let expected = zip(sums, inputs).map { sum, input in
        let value = Int(sum) + NaiveK210.floorShift(-7 * Int(input), shift) + 1000
        let scaled = NaiveK210.floorShift(value * Int(batchNorm.multiplier), shift % 4) - 50
        return NaiveK210.activate(scaled, table: segments, rounding: rounding)
      }
      #expect(output == expected)
    }
  }

  @Test("extreme parameters wrap instead of trapping")
  func extremes() {
    let table = ActivationTableK210(
      segments: .init { _ in .init(start: -(1 << 35), multiplier: .min, shift: 255, bias: 255) })
    let sums: [Int64] = [.min, .max, 0]
    let none: [Int32] = []
    let batchNorm = BatchNormK210(multiplier: -(1 << 23), addend: 1 << 31 - 1, shift: 15)
    let output = filled(3, with: UInt8(1)) {
      Reference.finish(
        sums: sums.span, inputSums: none.span, correction: .init(constant: .max), batchNorm: batchNorm,
        activation: table, rounding: .halfEven, output: &$0)
    }
    #expect(output.allSatisfy { $0 >= 253 })
  }

  private func segment(of value: Int64, in table: ActivationTableK210, _ rounding: RoundingRule) -> Int {
    let segments = table.segments
    return ActivationTableK210.segmentIndex(
      of: value, segments: segments.span, isAscending: table.isAscending, rounding: rounding)
  }
}
