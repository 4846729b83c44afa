import OpKernels
import TestSupport
import Testing

@Suite("K210 layer steps together")
struct LayerK210Tests {
  /// The segment starts that nncase v0.1 writes for plain activations; only segment 10 rises.
  private static let reluStarts: [Int64] = [
    -(1 << 35), 0xF_7D4C_F4B8, 0xF_8ED5_A20C, 0xF_A05E_4F60, 0xF_B2E0_5BAA, 0xF_C469_08FE, 0xF_D5F1_B652,
    0xF_E77A_63A6, 0xF_F9FC_6FF0, 0xF_FFD4_A9B7, 0, 0x7_FFFF_FFF0, 0x7_FFFF_FFF1, 0x7_FFFF_FFF2,
    0x7_FFFF_FFF3, 0x7_FFFF_FFF4,
  ].map { $0 >= 1 << 35 ? $0 - 1 << 36 : $0 }

  /// The table's bytes, put together field by field.
  private static func tableBytes(multiplier: Int16, shift: UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, start) in reluStarts.enumerated() {
      let rises = index == 10
      let factor = UInt64(UInt16(bitPattern: rises ? multiplier : 0))
      let word = UInt64(bitPattern: start) << 24 | factor << 8 | UInt64(rises ? shift : 0)
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return bytes + [UInt8](repeating: 0, count: 16)
  }

  @Test("nncase's own relu table is ascending and acts as a relu", arguments: [0, 1, 5, 12] as [UInt8])
  func relu(shift: UInt8) {
    let bytes = Self.tableBytes(multiplier: 3, shift: shift)
    let table = ActivationTableK210(bytes: bytes.span)
    #expect(table.isAscending)
    let sums: [Int32] = [-1_000_000, -1, 0, 1, 2, 64, 1000, 40_000, 1_000_000]
    let none: [Int32] = []
    let output = filled(sums.count, with: UInt8(9)) {
      Reference.finish(
        sums: sums.span, inputSums: none.span, correction: .init(),
        batchNorm: BatchNormK210(multiplier: 1, addend: 0, shift: 0), activation: table, rounding: .halfUp,
        output: &$0)
    }
    let expected = sums.map { sum -> UInt8 in
      let scaled = Double(max(sum, 0)) * 3 / Double(1 << Int(shift))
      return UInt8(min(scaled.rounded(.toNearestOrAwayFromZero), 255))
    }
    #expect(output == expected)
  }

  @Test("the sums' width makes no difference")
  func sumWidths() {
    var random = SplitMix64(seed: 4)
    let narrow = random.integers(100, in: Int32.min...Int32.max)
    let wide = narrow.map { Int64($0) }
    let bytes = Self.tableBytes(multiplier: 77, shift: 9)
    let table = ActivationTableK210(bytes: bytes.span)
    let batchNorm = BatchNormK210(multiplier: -12345, addend: 99, shift: 15)
    let correction = CorrectionK210(argX: 5, shiftX: 1, constant: -3)
    let fromNarrow = filled(100, with: UInt8(0)) {
      Reference.finish(
        sums: narrow.span, inputSums: narrow.span, correction: correction, batchNorm: batchNorm,
        activation: table, rounding: .halfEven, output: &$0)
    }
    let fromWide = filled(100, with: UInt8(1)) {
      Reference.finish(
        sums: wide.span, inputSums: wide.span, correction: correction, batchNorm: batchNorm,
        activation: table, rounding: .halfEven, output: &$0)
    }
    #expect(fromNarrow == fromWide)
  }

  @Test("a depthwise channel is the convolution of its plane alone", arguments: [1, 3])
  func depthwise(kernelSize: Int) {
    var random = SplitMix64(seed: UInt64(kernelSize))
    let planes = PlanesK210(channels: 3, height: 4, width: 5, kernelSize: kernelSize)
    let input = random.mixedBytes(planes.byteCount)
    let taps = kernelSize * kernelSize
    let kernel = random.mixedBytes(taps)
    // All other channels get weights of zero.
    let whole = [UInt8](repeating: 0, count: taps) + kernel + [UInt8](repeating: 0, count: taps)
    let alone = filled(planes.sumCount, with: Int32(0)) {
      let plane = input.span.extracting(planes.planeByteCount..<(2 * planes.planeByteCount))
      Reference.convolve(planes: plane, geometry: planes.singleChannel, kernel: kernel.span, into: &$0)
    }
    let masked = filled(planes.sumCount, with: Int32(0)) {
      Reference.convolve(planes: input.span, geometry: planes, kernel: whole.span, into: &$0)
    }
    #expect(alone.prefix(20) == masked.prefix(20))
  }
}
