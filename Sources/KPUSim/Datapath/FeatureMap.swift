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

  /// Copies planar CHW pixels into KPU RAM; the rest of each row keeps what it held.
  ///
  /// - Parameter planar: at least `planarByteCount` bytes.
  package func upload(_ planar: Span<UInt8>, to ram: inout MutableSpan<UInt8>) {
    let start = range.lowerBound
    let (width, height) = (layout.width, layout.height)
    for channel in 0..<layout.channels {
      let plane = start + layout.offset(ofChannel: channel)
      for y in 0..<height {
        let source = (channel * height + y) * width
        let target = plane + y * layout.imageRowStride
        ram.copyRow(planar.extracting(source..<(source + width)), to: target)
      }
    }
  }

  /// Copies the map's pixels out of KPU RAM as planar CHW.
  ///
  /// - Parameter planar: at least `planarByteCount` bytes.
  package func download(from ram: Span<UInt8>, to planar: inout MutableSpan<UInt8>) {
    let start = range.lowerBound
    let (width, height) = (layout.width, layout.height)
    for channel in 0..<layout.channels {
      let plane = start + layout.offset(ofChannel: channel)
      for y in 0..<height {
        let source = plane + y * layout.imageRowStride
        let target = (channel * height + y) * width
        planar.copyRow(ram.extracting(source..<(source + width)), to: target)
      }
    }
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
    let start = range.lowerBound
    let stride = layout.width + 2 * ring
    let planeByteCount = (layout.height + 2 * ring) * stride
    if ring > 0 {
      for index in 0..<(layout.channels * planeByteCount) { planes[index] = padValue }
    }
    for channel in 0..<layout.channels {
      let plane = start + layout.offset(ofChannel: channel)
      let target = channel * planeByteCount + ring * (stride + 1)
      for y in 0..<layout.height {
        let source = plane + y * layout.imageRowStride
        let row = target + y * stride
        planes.copyRow(ram.extracting(source..<(source + layout.width)), to: row)
      }
    }
  }
}

extension MutableSpan<UInt8> {
  /// Puts the pixels of a row at `start`.
  fileprivate mutating func copyRow(_ row: Span<UInt8>, to start: Int) {
    var target = _mutatingExtracting(start..<(start + row.count))
    target.copy(row)
  }
}
