extension OperationV4 {
  /// One tensor in, one out.
  public struct UnaryOperands: Sendable, Equatable {
    /// Where the input lies.
    public var input: MemoryRange
    /// Where the output goes.
    public var output: MemoryRange

    /// A pair of ranges.
    public init(input: MemoryRange, output: MemoryRange) {
      self.input = input
      self.output = output
    }
  }

  /// Two tensors in, one out.
  public struct BinaryOperands: Sendable, Equatable {
    /// Where the first input lies.
    public var a: MemoryRange
    /// Where the second input lies.
    public var b: MemoryRange
    /// Where the output goes.
    public var output: MemoryRange

    /// Three ranges.
    public init(a: MemoryRange, b: MemoryRange, output: MemoryRange) {
      self.a = a
      self.b = b
      self.output = output
    }
  }

  /// Bounds that a result is clamped to; "none" is the whole range of finite singles.
  public struct ClampRange: Sendable, Equatable {
    /// Lowest result.
    public var minimum: Float
    /// Highest result.
    public var maximum: Float

    /// Bounds from `minimum` to `maximum`.
    public init(minimum: Float, maximum: Float) {
      self.minimum = minimum
      self.maximum = maximum
    }

    /// No clamping.
    public static let none = ClampRange(
      minimum: -Float.greatestFiniteMagnitude, maximum: .greatestFiniteMagnitude)
  }

  /// Offset, multiplier and right shift.
  public struct Rescale: Sendable, Equatable {
    /// Added before the multiplication; for a result after the shift.
    public var offset: Int32
    /// Integer factor.
    public var multiplier: Int32
    /// Bits of the right shift; the runtime uses its low 8 bits.
    public var shift: Int32

    /// A rescaling by `multiplier` / 2^`shift`.
    public init(offset: Int32, multiplier: Int32, shift: Int32) {
      self.offset = offset
      self.multiplier = multiplier
      self.shift = shift
    }
  }

  /// Elements added in front of and behind an axis; negative values crop.
  public struct Padding: Sendable, Equatable {
    /// Elements in front.
    public var before: Int32
    /// Elements behind.
    public var after: Int32

    /// A padding of one axis.
    public init(before: Int32, after: Int32) {
      self.before = before
      self.after = after
    }

    /// Nothing on either side.
    public static let zero = Padding(before: 0, after: 0)
  }

  /// Window, stride, dilation and padding of a convolution or a pooling.
  public struct Window2D: Sendable, Equatable {
    /// Rows added above and below.
    public var paddingHeight: Padding
    /// Columns added left and right.
    public var paddingWidth: Padding
    /// Rows of the window.
    public var filterHeight: Int32
    /// Columns of the window.
    public var filterWidth: Int32
    /// Rows from one window to the next.
    public var strideHeight: Int32
    /// Columns from one window to the next.
    public var strideWidth: Int32
    /// Rows from one tap to the next.
    public var dilationHeight: Int32
    /// Columns from one tap to the next.
    public var dilationWidth: Int32

    /// A window of `filterHeight` × `filterWidth` taps.
    public init(
      paddingHeight: Padding = .zero, paddingWidth: Padding = .zero, filterHeight: Int32, filterWidth: Int32,
      strideHeight: Int32 = 1, strideWidth: Int32 = 1, dilationHeight: Int32 = 1, dilationWidth: Int32 = 1
    ) {
      self.paddingHeight = paddingHeight
      self.paddingWidth = paddingWidth
      self.filterHeight = filterHeight
      self.filterWidth = filterWidth
      self.strideHeight = strideHeight
      self.strideWidth = strideWidth
      self.dilationHeight = dilationHeight
      self.dilationWidth = dilationWidth
    }

    /// Rows that the output has for an input of `height` rows; nil when the stride is not positive.
    ///
    /// Negative when the window is larger than the padded input.
    public func outputHeight(of height: Int32) -> Int? {
      Self.outputExtent(height, paddingHeight, filterHeight, strideHeight, dilationHeight)
    }

    /// Columns that the output has for an input of `width` columns; nil when the stride is not positive.
    ///
    /// Negative when the window is larger than the padded input.
    public func outputWidth(of width: Int32) -> Int? {
      Self.outputExtent(width, paddingWidth, filterWidth, strideWidth, dilationWidth)
    }

    private static func outputExtent(
      _ extent: Int32, _ padding: Padding, _ filter: Int32, _ stride: Int32, _ dilation: Int32
    ) -> Int? {
      guard stride > 0 else { return nil }
      let padded = Int(extent) + Int(padding.before) + Int(padding.after)
      // Products of two 32-bit values leave 62 bits; the sum of four such terms fits as well.
      return (padded - ((Int(filter) - 1) * Int(dilation) + 1) + Int(stride)) / Int(stride)
    }
  }
}
