/// Where the pixels of a feature map lie in KPU RAM, which is made of 64-byte rows.
///
/// Narrow maps share rows: up to 16 pixels wide four channels per row, up to 32 two, wider ones take whole
/// rows. **Source**: SDK `kpu.c` upload code, nncase `K210Helper.cs` and
/// `k210_runtime_op_utility.h`; all three agree (certain).
public struct FeatureMapLayout: Sendable, Equatable {
  /// Bytes of one KPU RAM row.
  public static let rowByteCount = 64
  /// Rows of KPU RAM (2 MiB).
  public static let rowsOfRAM = 32768

  /// Width of the map in pixels, at least 1.
  public let width: Int
  /// Height of the map in pixels, at least 1.
  public let height: Int
  /// Channels of the map, at least 1.
  public let channels: Int

  /// The layout of a map of `channels` × `height` × `width` u8 pixels.
  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Channels that share one row: 4, 2 or 1.
  @inlinable public var channelsPerRow: Int { width <= 16 ? 4 : width <= 32 ? 2 : 1 }
  /// Rows that one image row of a channel group takes.
  @inlinable public var rowsPerImageRow: Int { (width + 63) / 64 }
  /// Bytes between two channels of the same row: 16, 32 or 64.
  @inlinable public var channelPitch: Int { 64 / channelsPerRow }
  /// Bytes from one image row to the next.
  @inlinable public var imageRowStride: Int { rowsPerImageRow * 64 }
  /// Rows from one channel group to the next.
  @inlinable public var rowsPerChannelGroup: Int { rowsPerImageRow * height }
  /// Rows of the whole map.
  @inlinable public var rowCount: Int {
    rowsPerChannelGroup * ((channels + channelsPerRow - 1) / channelsPerRow)
  }
  /// Bytes of the whole map, padding included.
  @inlinable public var byteCount: Int { rowCount * 64 }
  /// Whether the map's bytes are plain planar CHW (width a multiple of 64).
  @inlinable public var isPlanar: Bool { width % 64 == 0 }

  /// Byte offset of a channel's pixel (0, 0) from the start of the map.
  @inlinable
  public func offset(ofChannel channel: Int) -> Int {
    channel / channelsPerRow * rowsPerChannelGroup * 64 + channel % channelsPerRow * channelPitch
  }
}
