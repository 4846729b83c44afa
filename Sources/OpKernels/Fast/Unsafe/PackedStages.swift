import CKernels

/// Makes bytes of a layer's sums, some channels at a time; pointers and strides are checked by the caller.
protocol SumsFinish: Sendable {
  /// Finishes pixels of the given channels.
  ///
  /// - Parameters:
  ///   - sums: of the first channel; pixels are `sumsStride` apart.
  ///   - operand: bytes of another layer, with the output's layout; nil for layers without one.
  ///   - output: of the first channel; pixels are `outputStride` apart.
  func run(
    _ channels: Range<Int>, sums: UnsafePointer<Int32>, sumsStride: Int, pixels: Int,
    operand: UnsafePointer<UInt8>?, output: UnsafeMutablePointer<UInt8>, outputStride: Int)
}

/// A staged requantisation as the C kernels read it, or the plain one where ranges could not be proved.
///
/// Sendable because nothing is written after `init`. Invariant: factors hold all channels of a pixel, those that pad
/// included; `form` and `table` point into the memories beside them.
@safe final class PackedStages: @unchecked Sendable, SumsFinish {
  private let source: StagedRequantization
  /// Whether every product is exact in doubles.
  let isProved: Bool
  private let factors: [AlignedMemory]
  private let entries: [AlignedMemory]
  private let table: AlignedMemory?
  /// Everything but strides and channels.
  private var form: kiln_staged

  /// Packs for pixels of `channels` channels.
  ///
  /// - Parameter sumMagnitudes: for each channel of the layer, what no sum of it exceeds.
  init(_ source: StagedRequantization, channels: Int, sumMagnitudes: [Double], set: KernelSet) {
    self.source = source
    isProved = source.isExactInDoubles(sumMagnitudes: sumMagnitudes)
    let first = PackedStage(source.first, channels: channels)
    let second = PackedStage(source.second, channels: channels)
    factors = first.memories + second.memories
    unsafe form = kiln_staged()
    unsafe form.set = set.code
    unsafe form.first = first.stage
    unsafe form.second = second.stage
    if let function = source.table {
      let memories = [function.negative, function.positive].map { AlignedMemory(copying: $0.entries) }
      let table = unsafe AlignedMemory(byteCount: MemoryLayout<kiln_table>.stride)
      unsafe table.pointer(as: kiln_table.self).initialize(
        to: function.packed(memories[0], memories[1]))
      (entries, self.table) = (memories, table)
      unsafe form.table = UnsafePointer(table.pointer(as: kiln_table.self))
    } else {
      (entries, table) = ([], nil)
    }
    if let operand = source.operand {
      unsafe form.operand_function = operand.function == .add ? KILN_OPERAND_ADD : KILN_OPERAND_MULTIPLY
      unsafe form.operand_offset = Double(operand.offset)
      unsafe form.operand_factor = Double(operand.factor) * power(-operand.shift)
    }
    unsafe form.lowest = source.bounds.lowerBound.bound
    unsafe form.highest = source.bounds.upperBound.bound
    unsafe form.factor = Double(source.factor) * power(-source.shift)
    unsafe form.zero_point = Double(source.zeroPoint)
  }

  func run(
    _ channels: Range<Int>, sums: UnsafePointer<Int32>, sumsStride: Int, pixels: Int,
    operand: UnsafePointer<UInt8>?, output: UnsafeMutablePointer<UInt8>, outputStride: Int
  ) {
    if !isProved {
      unsafe runPlain(
        channels, sums: sums, sumsStride: sumsStride, pixels: pixels, operand: operand, output: output,
        outputStride: outputStride)
      return
    }
    var form = unsafe form
    unsafe form.channels = Int32(channels.count)
    unsafe form.sums_stride = sumsStride
    unsafe form.output_stride = outputStride
    unsafe form.first.skip(channels.lowerBound)
    unsafe form.second.skip(channels.lowerBound)
    let other = unsafe operand.map { unsafe UnsafeRawPointer($0).assumingMemoryBound(to: Int8.self) }
    let target = unsafe UnsafeMutableRawPointer(output).assumingMemoryBound(to: Int8.self)
    unsafe kiln_staged_finish(&form, sums, other, pixels, target)
  }

  /// The reference, one number after the other; lanes that pad take the last channel's factors.
  private func runPlain(
    _ channels: Range<Int>, sums: UnsafePointer<Int32>, sumsStride: Int, pixels: Int,
    operand: UnsafePointer<UInt8>?, output: UnsafeMutablePointer<UInt8>, outputStride: Int
  ) {
    let last = max(source.first.factors.count, source.second.factors.count, 1) - 1
    for pixel in 0..<pixels {
      for (index, channel) in channels.enumerated() {
        let place = pixel * outputStride + index
        let byte = unsafe operand.map { unsafe Int8(bitPattern: $0[place]) } ?? 0
        let sum = unsafe Int64(sums[pixel * sumsStride + index])
        let result = Reference.finish(sum, channel: min(channel, last), operand: byte, source)
        unsafe output[place] = UInt8(bitPattern: result)
      }
    }
  }
}

/// One stage and the memories that it points into.
@safe private struct PackedStage {
  let stage: kiln_stage
  let memories: [AlignedMemory]

  init(_ source: StagedRequantization.Stage, channels: Int) {
    var stage = unsafe kiln_stage()
    unsafe stage.lowest = source.lowest.bound
    unsafe stage.highest = source.highest.bound
    if source.factors.isEmpty {
      memories = []
    } else {
      let last = source.factors.count - 1
      // Kernels read whole blocks of channels.
      let all = (0..<channels.roundedUp(to: 16)).map { Double(source.factors[min($0, last)]) }
      let negative = AlignedMemory(copying: all.map { $0 * power(-source.negativeShift) })
      let isEven = source.shift == source.negativeShift && !source.scalesNegativeOnly
      let positive =
        isEven
        ? negative
        : AlignedMemory(copying: all.map { source.scalesNegativeOnly ? 1 : $0 * power(-source.shift) })
      memories = [positive, negative]
      unsafe stage.factor = UnsafePointer(positive.pointer(as: Double.self))
      unsafe stage.negative_factor = UnsafePointer(negative.pointer(as: Double.self))
    }
    unsafe self.stage = stage
  }
}

extension kiln_stage {
  /// Begins with a later channel.
  fileprivate mutating func skip(_ channels: Int) {
    unsafe factor = unsafe factor.map { unsafe $0 + channels }
    unsafe negative_factor = unsafe negative_factor.map { unsafe $0 + channels }
  }
}

extension InterpolatedTable {
  fileprivate func packed(_ negativeEntries: AlignedMemory, _ positiveEntries: AlignedMemory) -> kiln_table {
    var table = unsafe kiln_table()
    unsafe table.negative = negative.packed(negativeEntries)
    unsafe table.positive = positive.packed(positiveEntries)
    unsafe table.below_factor = Int64(below.factor)
    unsafe table.below_shift = Int32(below.shift)
    unsafe table.above_factor = Int64(above.factor)
    unsafe table.above_shift = Int32(above.shift)
    return unsafe table
  }
}

extension InterpolatedTable.Part {
  fileprivate func packed(_ memory: AlignedMemory) -> kiln_table_part {
    unsafe kiln_table_part(
      entries: memory.pointer(as: Int16.self), start: start, count: Int32(entries.count), step: Int32(step))
  }
}

extension Int64 {
  /// A bound in doubles: what no value reaches stands for none.
  fileprivate var bound: Double { Double(Swift.min(Swift.max(self, -1 << 53), 1 << 53)) }
}

/// 2 to the power of a small exponent.
private func power(_ exponent: Int32) -> Double {
  Double(sign: .plus, exponent: Int(exponent), significand: 1)
}
