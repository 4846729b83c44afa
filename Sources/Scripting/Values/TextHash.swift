/// The hash of `str` and `bytes` (FNV-1a), never 0; deterministic, as all of a script's doings are.
struct TextHash {
  private var bits: UInt32 = 2_166_136_261

  /// The hash of nothing.
  init() {}

  /// The hash of a text to go on from; nil if it can't be known, since 1 stands for 0 as well.
  init?(continuing value: UInt32) {
    guard value != 1 else { return nil }
    bits = value
  }

  /// Goes on with a byte.
  @inline(__always)
  mutating func add(_ byte: UInt8) { bits = (bits ^ UInt32(byte)) &* 16_777_619 }

  /// The hash of what was added.
  @inline(__always)
  var value: UInt32 { bits == 0 ? 1 : bits }
}
