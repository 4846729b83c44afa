extension OperationV4 {
  /// f32 element-wise operation with broadcasting.
  public struct Binary: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: BinaryOperands
    /// What is done with each pair.
    public var op: BinaryOperator
    /// NCHW extents of the first input.
    public var aShape: ShapeV4
    /// NCHW extents of the second input.
    public var bShape: ShapeV4
    /// NCHW extents of the output.
    public var outputShape: ShapeV4
    /// Bounds of the result.
    public var clamp: ClampRange

    /// An operation on broadcast operands.
    public init(
      operands: BinaryOperands, op: BinaryOperator, aShape: ShapeV4, bShape: ShapeV4, outputShape: ShapeV4,
      clamp: ClampRange = .none
    ) {
      self.operands = operands
      self.op = op
      self.aShape = aShape
      self.bShape = bShape
      self.outputShape = outputShape
      self.clamp = clamp
    }
  }

  /// u8 element-wise operation with broadcasting and scales.
  public struct QuantizedBinary: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: BinaryOperands
    /// What is done with each pair.
    public var op: BinaryOperator
    /// NCHW extents of the first input.
    public var aShape: ShapeV4
    /// NCHW extents of the second input.
    public var bShape: ShapeV4
    /// NCHW extents of the output.
    public var outputShape: ShapeV4
    /// How the first operand is brought to the common scale.
    public var a: Rescale
    /// How the second operand is brought to the common scale.
    public var b: Rescale
    /// How the result is brought to its own scale.
    public var output: Rescale

    /// An operation on broadcast, rescaled operands.
    public init(
      operands: BinaryOperands, op: BinaryOperator, aShape: ShapeV4, bShape: ShapeV4, outputShape: ShapeV4,
      a: Rescale, b: Rescale, output: Rescale
    ) {
      self.operands = operands
      self.op = op
      self.aShape = aShape
      self.bShape = bShape
      self.outputShape = outputShape
      self.a = a
      self.b = b
      self.output = output
    }
  }

  /// f32 element-wise function.
  public struct Unary: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// The function.
    public var op: UnaryOperator

    /// A function of every element.
    public init(operands: UnaryOperands, op: UnaryOperator) {
      self.operands = operands
      self.op = op
    }
  }

  /// f32 element-wise function as a program of nncase's stack machine.
  public struct NNILUnaryMethod: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// The rest of the body, alignment zeros (nops) included.
    public var program: ArraySlice<UInt8>

    /// A program run once per element.
    public init(operands: UnaryOperands, program: ArraySlice<UInt8>) {
      self.operands = operands
      self.program = program
    }

    /// Compares the programs without the zeros (nops) that pad them in a file.
    public static func == (left: Self, right: Self) -> Bool {
      left.operands == right.operands && left.unpaddedProgram == right.unpaddedProgram
    }

    private var unpaddedProgram: ArraySlice<UInt8> {
      program[..<(program.lastIndex { $0 != 0 }.map { $0 + 1 } ?? program.startIndex)]
    }
  }

  /// `out[i] = table[in[i]]` on u8.
  public struct TableLookup: Sendable, Equatable {
    /// Where the input lies.
    public var input: MemoryRange
    /// Where the 256 bytes of the table lie.
    public var table: MemoryRange
    /// Where the output goes.
    public var output: MemoryRange

    /// A lookup of every element of `input`.
    public init(input: MemoryRange, table: MemoryRange, output: MemoryRange) {
      self.input = input
      self.table = table
      self.output = output
    }
  }

  /// Between f32 and u8: `scale` multiplies when quantising, `zeroPoint` is added after it.
  public struct Quantization: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// Code of the real value 0.
    public var zeroPoint: Int32
    /// Steps per unit of the real value.
    public var scale: Float

    /// A conversion with one scale and zero point.
    public init(operands: UnaryOperands, zeroPoint: Int32, scale: Float) {
      self.operands = operands
      self.zeroPoint = zeroPoint
      self.scale = scale
    }
  }
}
