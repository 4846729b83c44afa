import OpKernels

/// 64 KiB of sums that become 8-bit values.
struct RequantizationCase {
  /// `per channel, half up`.
  let name: String
  let requantization: Requantization
  /// `[pixel][channel]`.
  let sums: [Int32] = (0..<(256 * Self.channels)).map { Int32(truncatingIfNeeded: ($0 &* 40_503) % 200_000) }

  static let channels = 64
  /// Times that a block is done in one measurement; one alone is over in 4 to 30 µs, too soon for a clock that is read twice.
  static let repetitions = 16

  /// With multipliers as int8 models have them, and the symmetric form of shifts alone.
  static let all: [RequantizationCase] = [
    RequantizationCase(
      name: "int8 per channel, half away",
      requantization: Requantization(
        multipliers: (0..<Int32(channels)).map { (1 << 30) + $0 * 12_345 },
        shifts: .init(repeating: 40, count: channels),
        zeroPoint: -3, range: -128...127, rounding: .halfAway)),
    RequantizationCase(
      name: "int8 by shifts, half up",
      requantization: Requantization(
        multipliers: [], shifts: .init(repeating: 11, count: channels), zeroPoint: 0, range: -128...127,
        rounding: .halfUp)),
  ]
}
