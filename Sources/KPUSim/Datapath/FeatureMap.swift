import Bytes
package import KModel
import OpKernels
import Simulation

/// A feature map at its place in KPU RAM; one that exists lies inside the 2 MiB.
package struct FeatureMap: Sendable {
  /// How the map's pixels lie.
  package let layout: FeatureMapLayout
  /// The map's bytes in KPU RAM, row padding included.
  package let range: Range<Int>

  /// A map of `channels` × `height` × `width` u8 pixels from row `row` on.
  ///
  /// - Throws: a fault when an extent is 0 or the map leaves KPU RAM.
  package init(row: Int, channels: Int, height: Int, width: Int) throws(Fault) {
    guard channels > 0, height > 0, width > 0 else {
      throw .invalidParameter(
        name: "feature map", found: "\(channels)x\(height)x\(width)", expected: "1x1x1 at least")
    }
    // No extent may exceed the RAM, so that the products below cannot overflow.
    let ramByteCount = KPUDatapath.ramByteCount
    let extents = [channels, height, width]
    let start = row * FeatureMapLayout.rowByteCount
    layout = FeatureMapLayout(channels: channels, height: height, width: width)
    guard extents.allSatisfy({ $0 <= ramByteCount }),
      let pixels = Int.product(channels, height, width), pixels <= ramByteCount,
      start >= 0, start <= ramByteCount, layout.byteCount <= ramByteCount - start
    else {
      let byteCount = Int.product(channels, height, width) ?? .max
      throw .outOfBounds(memory: "KPU RAM", start: start, byteCount: byteCount, size: ramByteCount)
    }
    range = start..<(start + layout.byteCount)
  }

  /// Bytes of the map as planar CHW.
  package var planarByteCount: Int { layout.channels * layout.height * layout.width }

  /// Where the rows of each channel lie in KPU RAM.
  var rows: PlaneRows {
    PlaneRows(
      offsets: (0..<layout.channels).map { range.lowerBound + layout.offset(ofChannel: $0) },
      stride: layout.imageRowStride)
  }
  /// Where they lie in planar CHW.
  var planarRows: PlaneRows {
    .dense(layout.channels, height: layout.height, width: layout.width)
  }

  /// Copies planar CHW pixels into KPU RAM; the rest of each row keeps what it held.
  ///
  /// - Parameters:
  ///   - planar: at least `planarByteCount` bytes.
  ///   - threads: at most so many; small maps take one.
  package func upload(_ planar: Span<UInt8>, to ram: inout MutableSpan<UInt8>, threads: Int = 1) {
    PixelLayout.copy(
      planes: planar, planarRows, height: layout.height, width: layout.width, to: &ram, rows, threads: threads
    )
  }

  /// Copies the map's pixels out of KPU RAM as planar CHW.
  ///
  /// - Parameters:
  ///   - planar: at least `planarByteCount` bytes.
  ///   - threads: at most so many; small maps take one.
  package func download(from ram: Span<UInt8>, to planar: inout MutableSpan<UInt8>, threads: Int = 1) {
    PixelLayout.copy(
      planes: ram, rows, height: layout.height, width: layout.width, to: &planar, planarRows, threads: threads
    )
  }

  /// Copies the map's pixels out of KPU RAM into dense planes, each inside a ring of padding pixels.
  ///
  /// - Parameters:
  ///   - planes: at least `[channels][height + 2 * ring][width + 2 * ring]` bytes.
  ///   - ring: width of the ring in pixels.
  ///   - padValue: value of the ring's pixels.
  package func unpack(
    from ram: Span<UInt8>, to planes: inout MutableSpan<UInt8>, ring: Int, padValue: UInt8
  ) {
    let stride = layout.width + 2 * ring
    let planeByteCount = (layout.height + 2 * ring) * stride
    if ring > 0 {
      for index in 0..<(layout.channels * planeByteCount) { planes[index] = padValue }
    }
    let inner = PlaneRows(
      offsets: (0..<layout.channels).map { $0 * planeByteCount + ring * (stride + 1) }, stride: stride)
    PixelLayout.copy(planes: ram, rows, height: layout.height, width: layout.width, to: &planes, inner)
  }
}
