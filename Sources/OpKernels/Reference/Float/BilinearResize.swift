/// A number that bilinear resizing reads and writes.
public protocol BilinearElement: BitwiseCopyable {
  /// The number in single precision.
  var bilinearValue: Float { get }
  /// The number made of a weighted sum; bytes truncate.
  init(bilinearSum: Float)
}

extension Float: BilinearElement {
  /// The number itself.
  @inlinable public var bilinearValue: Float { self }
  /// The sum itself.
  @inlinable public init(bilinearSum: Float) { self = bilinearSum }
}

extension UInt8: BilinearElement {
  /// The byte as a float.
  @inlinable public var bilinearValue: Float { Float(self) }
  /// The sum, truncated and saturated.
  @inlinable public init(bilinearSum: Float) { self = Reference.saturatedByte(bilinearSum) }
}

extension Reference {
  /// Bilinear resize of `planes` planes `[height][width]`.
  ///
  /// Scale `in / out`, or `(in - 1) / (out - 1)` with `alignsCorners` and `out > 1`. The four weighted pixels
  /// (top left, bottom left, top right, bottom right) are summed in this order in single precision.
  /// **Source**: specification of kmodel v4, section 4.
  @inlinable
  public static func resizeBilinear<Element: BilinearElement>(
    input: Span<Element>, planes: Int, height: Int, width: Int, outputHeight: Int, outputWidth: Int,
    alignsCorners: Bool, output: inout MutableSpan<Element>
  ) {
    precondition(planes >= 0 && height > 0 && width > 0 && outputHeight > 0 && outputWidth > 0)
    precondition(input.count == planes * height * width)
    precondition(output.count == planes * outputHeight * outputWidth)
    let rowScale = bilinearScale(from: height, to: outputHeight, alignsCorners: alignsCorners)
    let columnScale = bilinearScale(from: width, to: outputWidth, alignsCorners: alignsCorners)
    var index = 0
    for plane in 0..<planes {
      for row in 0..<outputHeight {
        let y = Float(row) * rowScale
        let top = min(Int(y), height - 1)
        let yFraction = y - Float(top)
        let topRow = (plane * height + top) * width
        let bottomRow = (plane * height + min(top + 1, height - 1)) * width
        for column in 0..<outputWidth {
          let x = Float(column) * columnScale
          let left = min(Int(x), width - 1)
          let right = min(left + 1, width - 1)
          let xFraction = x - Float(left)
          var sum = input[topRow + left].bilinearValue * ((1 - yFraction) * (1 - xFraction))
          sum += input[bottomRow + left].bilinearValue * (yFraction * (1 - xFraction))
          sum += input[topRow + right].bilinearValue * ((1 - yFraction) * xFraction)
          sum += input[bottomRow + right].bilinearValue * (yFraction * xFraction)
          output[index] = Element(bilinearSum: sum)
          index += 1
        }
      }
    }
  }

  /// Input pixels per output pixel.
  @inlinable
  static func bilinearScale(from size: Int, to outputSize: Int, alignsCorners: Bool) -> Float {
    alignsCorners && outputSize > 1
      ? Float(size - 1) / Float(outputSize - 1) : Float(size) / Float(outputSize)
  }
}
