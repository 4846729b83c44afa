/// The K210's pooling of the activated map; raw values are `pool_type`.
///
/// **Source**: specification of the KPU, section 6. Types 2, 3, 4, 7 and 8 occur in no collected real model.
public enum PoolingK210: UInt8, Sendable, CaseIterable {
  /// No pooling.
  case bypass = 0
  /// Largest of 2×2, stride 2.
  case maximum2Stride2 = 1
  /// Truncated mean of 2×2, stride 2.
  case mean2Stride2 = 2
  /// Largest of 4×4, stride 4.
  case maximum4Stride4 = 3
  /// Truncated mean of 4×4, stride 4.
  case mean4Stride4 = 4
  /// Pixel (y 0, x 0) of 2×2, stride 2: how convolutions of stride 2 are made.
  case leftTop2Stride2 = 5
  /// Pixel (y 0, x 1) of 2×2, stride 2.
  case rightTop2Stride2 = 6
  /// Pixel (y 0, x 0) of 4×4, stride 4.
  case leftTop4Stride4 = 7
  /// Truncated mean of 2×2, stride 1; coordinates past the edge read the last pixel.
  case mean2Stride1 = 8
  /// Largest of 2×2, stride 1; pixels past the edge are ignored.
  case maximum2Stride1 = 9

  /// Pixels from one window to the next: 1, 2 or 4.
  public var stride: Int {
    switch self {
    case .bypass, .mean2Stride1, .maximum2Stride1: 1
    case .maximum2Stride2, .mean2Stride2, .leftTop2Stride2, .rightTop2Stride2: 2
    case .maximum4Stride4, .mean4Stride4, .leftTop4Stride4: 4
    }
  }

  /// Output extent of an input extent; an incomplete last window is dropped.
  public func outputSize(of inputSize: Int) -> Int { inputSize / stride }
}

extension Reference {
  /// Pools one plane.
  ///
  /// `input` is dense `[height][width]`; the result has `height / stride` rows of `width / stride` pixels
  /// that lie `outputRowStride` bytes apart in `output`, whose other bytes are left as they are.
  public static func pool(
    _ pooling: PoolingK210, input: Span<UInt8>, height: Int, width: Int, outputRowStride: Int,
    output: inout MutableSpan<UInt8>
  ) {
    let outputHeight = pooling.outputSize(of: height)
    let outputWidth = pooling.outputSize(of: width)
    if outputHeight == 0 || outputWidth == 0 { return }
    precondition(input.count == height * width && outputRowStride >= outputWidth)
    precondition(output.count >= (outputHeight - 1) * outputRowStride + outputWidth)
    for row in 0..<outputHeight {
      for column in 0..<outputWidth {
        let top = row * pooling.stride
        let left = column * pooling.stride
        let pixel: UInt8
        switch pooling {
        case .bypass, .leftTop2Stride2, .leftTop4Stride4: pixel = input[top * width + left]
        case .rightTop2Stride2: pixel = input[top * width + left + 1]
        case .maximum2Stride2, .maximum4Stride4, .maximum2Stride1:
          let side = pooling == .maximum4Stride4 ? 4 : 2
          let rows = top..<min(top + side, height)
          pixel = maximum(input, width: width, rows: rows, columns: left..<min(left + side, width))
        case .mean2Stride2, .mean4Stride4:
          let side = pooling.stride
          pixel = mean(input, width: width, rows: top..<(top + side), columns: left..<(left + side))
        case .mean2Stride1:
          let below = min(top + 1, height - 1) * width
          let right = min(left + 1, width - 1)
          let upper = Int(input[top * width + left]) + Int(input[top * width + right])
          pixel = UInt8((upper + Int(input[below + left]) + Int(input[below + right])) / 4)
        }
        output[row * outputRowStride + column] = pixel
      }
    }
  }

  private static func maximum(
    _ input: Span<UInt8>, width: Int, rows: Range<Int>, columns: Range<Int>
  ) -> UInt8 {
    var largest: UInt8 = 0
    for row in rows {
      for column in columns { largest = max(largest, input[row * width + column]) }
    }
    return largest
  }

  /// Truncated mean; the window lies inside the image.
  private static func mean(_ input: Span<UInt8>, width: Int, rows: Range<Int>, columns: Range<Int>) -> UInt8 {
    var sum = 0
    for row in rows {
      for column in columns { sum += Int(input[row * width + column]) }
    }
    return UInt8(sum / (rows.count * columns.count))
  }
}
