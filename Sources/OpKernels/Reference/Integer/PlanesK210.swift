/// Dense planes with a ring of padding pixels, the form in which the K210's convolutions read their input.
///
/// Layout `[channel][height + 2 * ring][width + 2 * ring]`, u8.
public struct PlanesK210: Sendable, Equatable {
  /// Number of planes.
  public var channels: Int
  /// Height of the image without its ring, at least 1.
  public var height: Int
  /// Width of the image without its ring, at least 1.
  public var width: Int
  /// Side of the kernel: 1 (no ring) or 3 (a ring of one pixel).
  public var kernelSize: Int

  /// Planes of `channels` × `height` × `width` pixels, ready for a kernel of 1×1 or 3×3.
  public init(channels: Int, height: Int, width: Int, kernelSize: Int) {
    precondition(kernelSize == 1 || kernelSize == 3)
    precondition(channels > 0 && height > 0 && width > 0)
    self.channels = channels
    self.height = height
    self.width = width
    self.kernelSize = kernelSize
  }

  /// Padding pixels on each side.
  @inlinable public var ring: Int { kernelSize / 2 }
  /// Bytes of one row, ring included.
  @inlinable public var rowStride: Int { width + 2 * ring }
  /// Bytes of one plane, ring included.
  @inlinable public var planeByteCount: Int { (height + 2 * ring) * rowStride }
  /// Bytes of all planes.
  @inlinable public var byteCount: Int { channels * planeByteCount }
  /// Elements that the sums of one output channel need while they are computed: `height * rowStride`.
  @inlinable public var sumCount: Int { height * rowStride }
  /// The geometry of one of the planes alone, as depthwise convolution sees it.
  public var singleChannel: PlanesK210 {
    PlanesK210(channels: 1, height: height, width: width, kernelSize: kernelSize)
  }
}
