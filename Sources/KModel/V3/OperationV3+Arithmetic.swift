extension OperationV3 {
  /// `out[i] = a[i] + b[i]` on f32.
  public struct Addition: Sendable, Equatable {
    /// Byte offset of the first operand in main memory.
    public var a: UInt32
    /// Byte offset of the second operand in main memory.
    public var b: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Elements.
    public var count: UInt32

    /// An addition of `count` elements at the given byte offsets.
    public init(a: UInt32, b: UInt32, output: UInt32, count: UInt32) {
      self.a = a
      self.b = b
      self.output = output
      self.count = count
    }
  }

  /// Addition of u8 tensors of different scales.
  public struct QuantizedAddition: Sendable, Equatable {
    /// Where the operands and the result lie; one byte per element.
    public var addition: Addition
    /// How the first operand is brought to the common scale.
    public var a: Operand
    /// How the second operand is brought to the common scale.
    public var b: Operand
    /// How the sum is brought to the scale of the result.
    public var output: Operand

    /// Offset, multiplier and right shift of one operand or of the result.
    public struct Operand: Sendable, Equatable {
      /// Added before the multiplication; for the result after the shift.
      public var offset: Int32
      /// Integer factor.
      public var multiplier: Int32
      /// Bits of the right shift that follows the multiplication.
      public var shift: Int32

      /// A rescaling by `multiplier` / 2^`shift`.
      public init(offset: Int32, multiplier: Int32, shift: Int32) {
        self.offset = offset
        self.multiplier = multiplier
        self.shift = shift
      }
    }

    /// An addition with the three rescalings.
    public init(addition: Addition, a: Operand, b: Operand, output: Operand) {
      self.addition = addition
      self.a = a
      self.b = b
      self.output = output
    }
  }

  /// f32 matrix-vector product with bias and activation.
  public struct FullyConnected: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Elements of the input.
    public var inputChannels: UInt32
    /// Elements of the output.
    public var outputChannels: UInt32
    /// 0 linear, 1 relu, 2 relu6.
    public var activation: UInt32
    /// f32 `[output][input]`, little endian.
    public var weights: ArraySlice<UInt8>
    /// f32 `[output]`, little endian.
    public var bias: ArraySlice<UInt8>

    /// A product with the given weights and bias.
    public init(
      input: UInt32, output: UInt32, inputChannels: UInt32, outputChannels: UInt32, activation: UInt32,
      weights: ArraySlice<UInt8>, bias: ArraySlice<UInt8>
    ) {
      self.input = input
      self.output = output
      self.inputChannels = inputChannels
      self.outputChannels = outputChannels
      self.activation = activation
      self.weights = weights
      self.bias = bias
    }
  }

  /// A function of `count` f32 elements as one group.
  public struct Elementwise: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Elements (the file calls them channels).
    public var count: UInt32

    /// A function of `count` elements.
    public init(input: UInt32, output: UInt32, count: UInt32) {
      self.input = input
      self.output = output
      self.count = count
    }
  }
}
