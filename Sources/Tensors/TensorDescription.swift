/// What is known of a model's input or output: name, element type, shape.
public struct TensorDescription: Sendable, Equatable {
  /// The name in the file, or a made-up one such as `input0` where the format stores none.
  public let name: String
  /// Type of one element.
  public let elementType: ElementType
  /// Logical shape, outermost axis first (NCHW for images); `[elements]` where the file stores no shape.
  public let shape: Shape
  /// Bytes of the dense tensor.
  public let byteCount: Int
  /// What its codes stand for; nil for numbers that stand for themselves, and where the format does not say.
  public let quantization: AffineQuantization?

  /// Describes a dense tensor of `byteCount` bytes.
  public init(
    name: String, elementType: ElementType, shape: Shape, byteCount: Int,
    quantization: AffineQuantization? = nil
  ) {
    self.name = name
    self.quantization = quantization
    self.elementType = elementType
    self.shape = shape
    self.byteCount = byteCount
  }

  /// Number of elements.
  public var elementCount: Int { byteCount / elementType.byteCount }
}
