public import Tensors

/// What a report says about one layer before it is run.
public struct LayerDescription: Sendable, Equatable {
  /// Position in the order of execution, from 0.
  public let index: Int
  /// The format's name of the operation: `k210 conv`, `quantize`.
  public let operation: String
  /// The unit of the chip that runs it.
  public let unit: Unit
  /// The parts of the accelerator that take part, in their makers' words: `CNA, DPU`; nil where the format has none.
  public let blocks: String?
  /// Logical shape of the first input; nil when the file does not say.
  public let inputShape: Shape?
  /// Logical shape of the output; nil when the file does not say.
  public let outputShape: Shape?
  /// Multiply-accumulates; 0 for layers that only move or map elements.
  public let macs: Int
  /// Bytes of weights and other parameters in the file.
  public let parameterBytes: Int
  /// What sets this layer apart, in a few words: `3x3 depthwise, max pool 2x2/2`.
  public let details: String

  /// The units that layers run on.
  public enum Unit: String, Sendable, CaseIterable {
    /// The neural accelerator.
    case accelerator = "NPU"
    /// A general-purpose core.
    case cpu = "CPU"
  }

  /// Describes one layer.
  public init(
    index: Int, operation: String, unit: Unit, blocks: String? = nil, inputShape: Shape?, outputShape: Shape?,
    macs: Int, parameterBytes: Int, details: String
  ) {
    self.index = index
    self.blocks = blocks
    self.operation = operation
    self.unit = unit
    self.inputShape = inputShape
    self.outputShape = outputShape
    self.macs = macs
    self.parameterBytes = parameterBytes
    self.details = details
  }
}

/// What one layer left behind, as reported while a model runs.
public struct LayerOutput: Sendable, Equatable {
  /// Position in the order of execution, from 0.
  public let index: Int
  /// The format's number of the operation (layer type or opcode).
  public let operationCode: UInt32
  /// The format's name of the operation.
  public let operation: String
  /// Type of one element.
  public let elementType: ElementType
  /// The result, little endian, dense; empty when the layer leaves nothing comparable.
  public let bytes: [UInt8]
  /// What its codes stand for; nil for numbers that stand for themselves, and where the format does not say.
  public let quantization: AffineQuantization?

  /// Records a layer's result.
  public init(
    index: Int, operationCode: UInt32, operation: String, elementType: ElementType, bytes: [UInt8],
    quantization: AffineQuantization? = nil
  ) {
    self.quantization = quantization
    self.index = index
    self.operationCode = operationCode
    self.operation = operation
    self.elementType = elementType
    self.bytes = bytes
  }
}
