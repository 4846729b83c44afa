/// The three parameter blocks of a KPU layer, as slices of the file.
public struct KPUParameters: Sendable, Equatable {
  /// One little-endian u64 per output channel: `norm_mul` s24, `norm_add` s32, `norm_shift` u4.
  public var batchNorm: ArraySlice<UInt8>
  /// 144 bytes: 16 segments {shift u8, multiplier s16, start s36}, then 16 bias bytes.
  public var activation: ArraySlice<UInt8>
  /// Weights `[oc][ic][ky][kx]` (depthwise `[c][ky][kx]`), one or two bytes each.
  public var weights: ArraySlice<UInt8>

  /// Bytes of an activation table.
  public static let activationByteCount = 144

  /// Groups the three blocks.
  public init(batchNorm: ArraySlice<UInt8>, activation: ArraySlice<UInt8>, weights: ArraySlice<UInt8>) {
    self.batchNorm = batchNorm
    self.activation = activation
    self.weights = weights
  }
}
