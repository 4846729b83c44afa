public import KModel

/// Small kmodels v4 with inputs that people give: pictures and values.
public enum CommandModels {
  /// Takes an 8x8 picture of three planes and returns it unchanged, with its shape.
  public static var pictureCopy: KModelV4 {
    let shape = ShapeV4(1, 3, 8, 8)
    let (input, output) = (main(.uint8, 0, 192), main(.uint8, 192, 192))
    return model(
      384, [.init(range: input, shape: shape)], [output],
      [.pad(pad(.init(input: input, output: output), shape, channels: 0))])
  }

  /// Takes a 2x2 picture of three planes as f32 and returns it unchanged.
  public static var floatPictureCopy: KModelV4 {
    let (input, output) = (main(.float32, 0, 48), main(.float32, 48, 48))
    return model(
      96, [.init(range: input, shape: ShapeV4(1, 3, 2, 2))], [output],
      [.memoryCopy(.init(input: input, output: output))])
  }

  /// Adds two inputs of 1x1x2x3 f32 values.
  public static var sum: KModelV4 {
    let shape = ShapeV4(1, 1, 2, 3)
    let ranges = (0..<3).map { main(.float32, UInt32(24 * $0), 24) }
    return model(
      72, ranges.dropLast().map { .init(range: $0, shape: shape) }, [ranges[2]],
      [
        .binary(
          .init(
            operands: .init(a: ranges[0], b: ranges[1], output: ranges[2]), op: .add, aShape: shape,
            bShape: shape, outputShape: shape, clamp: .none))
      ])
  }

  /// A YOLOv2 output on a grid of 2x2 cells: one anchor, one class, an object of 88 % in every cell.
  ///
  /// The planes of the 2x2 picture become x, y and width; height, objectness and class are 2.
  public static var detector: KModelV4 {
    let shape = ShapeV4(1, 3, 2, 2)
    let (input, padded, output) = (main(.uint8, 0, 12), main(.uint8, 16, 24), main(.float32, 40, 96))
    return model(
      136, [.init(range: input, shape: shape)], [output],
      [
        .pad(pad(.init(input: input, output: padded), shape, channels: 3)),
        .dequantize(.init(operands: .init(input: padded, output: output), zeroPoint: 128, scale: 10)),
      ])
  }

  /// A copy of `byteCount` bytes, returned as one flat output after another of `outputs` equal parts.
  public static func copy(byteCount: UInt32, outputs: Int) -> KModelV4 {
    let (input, output) = (main(.uint8, 0, byteCount), main(.uint8, byteCount, byteCount))
    let part = byteCount / UInt32(outputs)
    return model(
      2 * byteCount, [.init(range: input, shape: ShapeV4(1, 1, 1, Int32(byteCount)))],
      (0..<outputs).map { main(.uint8, byteCount + UInt32($0) * part, part) },
      [.memoryCopy(.init(input: input, output: output))])
  }

  private static func main(_ type: DataTypeV4, _ start: UInt32, _ byteCount: UInt32) -> MemoryRange {
    MemoryRange(memory: .main, dataType: type, start: start, byteCount: byteCount)
  }

  private static func pad(
    _ operands: OperationV4.UnaryOperands, _ shape: ShapeV4, channels: Int32
  ) -> OperationV4.Pad {
    var padding = InlineArray<4, OperationV4.Padding>(repeating: .zero)
    padding[1] = OperationV4.Padding(before: 0, after: channels)
    return OperationV4.Pad(
      operands: operands, inputShape: shape, padding: padding, valueType: .uint8, value: 148)
  }

  private static func model(
    _ mainByteCount: UInt32, _ inputs: [KModelV4.Input], _ outputs: [MemoryRange], _ operations: [OperationV4]
  ) -> KModelV4 {
    KModelV4(
      mainMemoryByteCount: mainByteCount, inputs: inputs, outputs: outputs,
      nodes: operations.map { .init(operation: $0) })
  }
}
