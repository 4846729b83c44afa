/// A map of bytes as the fast kernels hold it: `[y][x][channel]`, channels padded to a multiple of 4.
public struct InterleavedMap: Sendable, Equatable {
  /// Channels without padding.
  public var channels: Int
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// A map of positive extents.
  public init(channels: Int, height: Int, width: Int) {
    precondition(channels > 0 && height > 0 && width > 0)
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// Bytes from one pixel to the next.
  @inlinable public var pixelStride: Int { (channels + 3) / 4 * 4 }
  /// Bytes of the map.
  @inlinable public var byteCount: Int { height * width * pixelStride }
  /// Pixels of the map.
  @inlinable public var pixelCount: Int { height * width }
}

extension Reference {
  /// The largest s8 of each window; taps outside of the image do not count.
  ///
  /// A window without a tap in the image gives -128.
  public static func maxPool(
    input: Span<UInt8>, _ map: InterleavedMap, window: Window2D, output: inout MutableSpan<UInt8>
  ) {
    let stride = check(input, map, window, output.count)
    for row in 0..<window.outputHeight {
      for column in 0..<window.outputWidth {
        let target = (row * window.outputWidth + column) * stride
        // The order of s8 is that of u8 with the sign bit flipped; flipped bytes are compared, so that loops vectorise.
        for lane in 0..<stride { output[target + lane] = 0 }
        for rowTap in window.rowTaps(at: row) {
          for columnTap in window.columnTaps(at: column) {
            let (y, x) = (
              window.inputRow(row: row, tap: rowTap), window.inputColumn(column: column, tap: columnTap)
            )
            let pixel = input.extracting(((y * map.width + x) * stride)..<((y * map.width + x + 1) * stride))
            var result = output._mutatingExtracting(target..<(target + stride))
            for lane in 0..<min(pixel.count, result.count) {
              result[lane] = max(result[lane], pixel[lane] ^ 0x80)
            }
          }
        }
        for lane in 0..<stride { output[target + lane] ^= 0x80 }
      }
    }
  }

  /// The mean of each window in the codes of the output, halves to even; see ``maxPool(input:_:window:output:)``.
  ///
  /// - Parameter countsPadding: whether taps outside of the image count as the input's zero point.
  public static func averagePool(
    input: Span<UInt8>, _ map: InterleavedMap, _ inputBytes: AffineBytes, window: Window2D,
    countsPadding: Bool,
    to outputBytes: AffineBytes, output: inout MutableSpan<UInt8>
  ) {
    let stride = check(input, map, window, output.count)
    var memory = [Int32](repeating: 0, count: stride)
    var sums = memory.mutableSpan
    for row in 0..<window.outputHeight {
      for column in 0..<window.outputWidth {
        let (rowTaps, columnTaps) = (window.rowTaps(at: row), window.columnTaps(at: column))
        for lane in 0..<stride { sums[lane] = 0 }
        for rowTap in rowTaps {
          for columnTap in columnTaps {
            let (y, x) = (
              window.inputRow(row: row, tap: rowTap), window.inputColumn(column: column, tap: columnTap)
            )
            let pixel = input.extracting(((y * map.width + x) * stride)..<((y * map.width + x + 1) * stride))
            for lane in 0..<min(pixel.count, sums.count) {
              sums[lane] &+= Int32(Int8(bitPattern: pixel[lane])) &- inputBytes.zeroPoint
            }
          }
        }
        let count =
          countsPadding ? window.kernelHeight * window.kernelWidth : rowTaps.count * columnTaps.count
        let target = (row * window.outputWidth + column) * stride
        for lane in 0..<stride {
          let mean = Float(sums[lane]) * inputBytes.scale / Float(max(count, 1))
          output[target + lane] = UInt8(bitPattern: outputBytes.code(for: mean))
        }
      }
    }
  }

  private static func check(
    _ input: Span<UInt8>, _ map: InterleavedMap, _ window: Window2D, _ outputCount: Int
  ) -> Int {
    precondition(window.isValid && input.count == map.byteCount)
    precondition(window.inputHeight == map.height && window.inputWidth == map.width)
    precondition(outputCount == window.outputHeight * window.outputWidth * map.pixelStride)
    return map.pixelStride
  }

  /// Copies channels of each pixel from one map to another of as many pixels, through a table of 256 entries if given.
  public static func copyChannels(
    _ channels: Range<Int>, of input: Span<UInt8>, _ map: InterleavedMap, to firstChannel: Int,
    of outputMap: InterleavedMap, table: [Int8]? = nil, output: inout MutableSpan<UInt8>
  ) {
    precondition(input.count == map.byteCount && output.count == outputMap.byteCount)
    precondition(map.pixelCount == outputMap.pixelCount && channels.upperBound <= map.channels)
    precondition(firstChannel >= 0 && firstChannel + channels.count <= outputMap.channels)
    for pixel in 0..<map.pixelCount {
      let source = pixel * map.pixelStride + channels.lowerBound
      let target = pixel * outputMap.pixelStride + firstChannel
      let bytes = input.extracting(source..<(source + channels.count))
      var result = output._mutatingExtracting(target..<(target + channels.count))
      if let table {
        for lane in 0..<bytes.count { result[lane] = UInt8(bitPattern: table[Int(bytes[lane])]) }
      } else {
        for lane in 0..<bytes.count { result[lane] = bytes[lane] }
      }
    }
  }

  /// Copies a pixel for each output pixel; `rows` and `columns` say which.
  public static func gatherPixels(
    input: Span<UInt8>, _ map: InterleavedMap, rows: [Int], columns: [Int], output: inout MutableSpan<UInt8>
  ) {
    let stride = map.pixelStride
    precondition(input.count == map.byteCount && output.count == rows.count * columns.count * stride)
    precondition(
      rows.allSatisfy { (0..<map.height).contains($0) } && columns.allSatisfy { (0..<map.width).contains($0) }
    )
    var target = 0
    for row in rows {
      for column in columns {
        let source = (row * map.width + column) * stride
        let pixel = input.extracting(source..<(source + stride))
        var result = output._mutatingExtracting(target..<(target + stride))
        for lane in 0..<pixel.count { result[lane] = pixel[lane] }
        target += stride
      }
    }
  }

  /// Spreads pixels `stride` apart over a larger map of `filler`: what a transposed convolution slides over.
  public static func spreadPixels(
    input: Span<UInt8>, _ map: InterleavedMap, rowStride: Int, columnStride: Int, filler: UInt8,
    over larger: InterleavedMap,
    output: inout MutableSpan<UInt8>
  ) {
    precondition(
      input.count == map.byteCount && output.count == larger.byteCount && larger.channels == map.channels)
    precondition(rowStride > 0 && columnStride > 0 && (map.height - 1) * rowStride < larger.height)
    precondition((map.width - 1) * columnStride < larger.width)
    for index in 0..<output.count { output[index] = filler }
    for row in 0..<map.height {
      for column in 0..<map.width {
        let source = (row * map.width + column) * map.pixelStride
        let target = (row * rowStride * larger.width + column * columnStride) * map.pixelStride
        for lane in 0..<map.pixelStride { output[target + lane] = input[source + lane] }
      }
    }
  }
}
