import KModel

/// One entry of a batch norm block.
struct BatchNormEntry: Sendable {
  var multiplier = 1
  var addend = 0
  var shift = 0
}

/// One segment of an activation table.
struct SegmentEntry: Sendable {
  var start: Int
  var multiplier: Int
  var shift = 0
  var bias = 0
}

extension KPUParameters {
  /// Blocks in the bytes that the hardware reads; segments that are missing start where no value gets to.
  init(weights: [UInt8], batchNorm: [BatchNormEntry], segments: [SegmentEntry]) {
    let table =
      segments
      + Array(
        repeating: SegmentEntry(start: 0x7_FFFF_FFF0, multiplier: 0), count: 16 - segments.count)
    let words = table.map { segment in
      UInt64(segment.shift) | UInt64(segment.multiplier & 0xFFFF) << 8
        | UInt64(segment.start & 0xF_FFFF_FFFF) << 24
    }
    self.init(
      batchNorm: batchNorm.flatMap { entry in
        littleEndian(
          UInt64(entry.multiplier & 0xFF_FFFF) | UInt64(entry.addend & 0xFFFF_FFFF) << 24
            | UInt64(entry.shift) << 56)
      }[...],
      activation: (words.flatMap { littleEndian($0) } + table.map { UInt8($0.bias) })[...],
      weights: weights[...])
  }

  /// Blocks whose activation is the identity on 0...255 and clamps everything else.
  static func plain(
    weights: [UInt8], outputChannels: Int, batchNorm: BatchNormEntry = BatchNormEntry()
  ) -> KPUParameters {
    KPUParameters(
      weights: weights, batchNorm: Array(repeating: batchNorm, count: outputChannels),
      segments: [SegmentEntry(start: -1 << 35, multiplier: 0), SegmentEntry(start: 0, multiplier: 1)])
  }
}

/// The bytes of an integer, lowest first.
func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  (0..<(Integer.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> Integer(8 * $0)) }
}

/// The bytes of singles.
func littleEndian(floats values: [Float]) -> [UInt8] { values.flatMap { littleEndian($0.bitPattern) } }
/// The bytes of 32-bit integers.
func littleEndian(words values: [Int32]) -> [UInt8] { values.flatMap { littleEndian($0) } }
/// The bytes of 16-bit weights.
func littleEndian(weights values: [UInt16]) -> [UInt8] { values.flatMap { littleEndian($0) } }
