/// A feature map in KPU RAM, as plain numbers.
///
/// Byte of pixel (c, y, x): `start + c / channelsPerRow * channelGroupStride + c % channelsPerRow *
/// channelPitch + y * rowStride + x`. **Source**: specification of the KPU, section 3.
public struct MapK210: Sendable, Equatable {
  /// First byte of the map in KPU RAM.
  public var start: Int
  /// Channels, at least 1.
  public var channels: Int
  /// Height in pixels, at least 1.
  public var height: Int
  /// Width in pixels, at least 1.
  public var width: Int
  /// Channels side by side in one 64-byte row, at least 1.
  public var channelsPerRow: Int
  /// Bytes between two channels of the same row.
  public var channelPitch: Int
  /// Bytes from one image row to the next.
  public var rowStride: Int
  /// Bytes from one group of channels to the next.
  public var channelGroupStride: Int

  /// A map of the given numbers.
  public init(
    start: Int, channels: Int, height: Int, width: Int, channelsPerRow: Int, channelPitch: Int,
    rowStride: Int, channelGroupStride: Int
  ) {
    self.start = start
    self.channels = channels
    self.height = height
    self.width = width
    self.channelsPerRow = channelsPerRow
    self.channelPitch = channelPitch
    self.rowStride = rowStride
    self.channelGroupStride = channelGroupStride
  }

  /// Byte offset of a channel's pixel (0, 0) in KPU RAM.
  @inlinable
  public func offset(ofChannel channel: Int) -> Int {
    start + channel / channelsPerRow * channelGroupStride + channel % channelsPerRow * channelPitch
  }

  /// Bytes from a channel's first pixel to its last, both included.
  @inlinable public var channelSpan: Int { (height - 1) * rowStride + width }

  /// One past the highest byte that any channel touches; must not be above the size of the RAM.
  public var end: Int {
    let lastOfRow = offset(ofChannel: min(channels, channelsPerRow) - 1)
    let lastFullGroup = max(channels / channelsPerRow - 1, 0) * channelGroupStride
    return max(lastOfRow + lastFullGroup, offset(ofChannel: channels - 1)) + channelSpan
  }
}

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

extension Reference {
  /// Copies a feature map out of KPU RAM into dense planes whose ring holds `padValue`.
  ///
  /// `output` has at least `planes.byteCount` bytes; channels, height and width of both must agree.
  public static func unpack(
    ram: Span<UInt8>, map: MapK210, planes: PlanesK210, padValue: UInt8, into output: inout MutableSpan<UInt8>
  ) {
    precondition(map.channels == planes.channels && map.height == planes.height && map.width == planes.width)
    precondition(map.channelsPerRow > 0 && map.start >= 0 && map.rowStride >= 0)
    precondition(map.channelPitch >= 0 && map.channelGroupStride >= 0 && map.end <= ram.count)
    precondition(output.count >= planes.byteCount)
    for index in 0..<planes.byteCount where planes.ring > 0 { output[index] = padValue }
    for channel in 0..<planes.channels {
      let source = map.offset(ofChannel: channel)
      let target = channel * planes.planeByteCount + planes.ring * (planes.rowStride + 1)
      for row in 0..<planes.height {
        let from = source + row * map.rowStride
        let pixels = ram.extracting(from..<(from + planes.width))
        let to = target + row * planes.rowStride
        for column in 0..<planes.width { output[to &+ column] = pixels[column] }
      }
    }
  }
}
