extension OperationV3 {
  /// Reads what follows the flags word of a body.
  init(
    _ code: Code, reading reader: inout FieldReader, file: ArraySlice<UInt8>, bytesPerWeight: Int
  ) throws(KModelError) {
    switch code {
    case .add: self = .add(try Addition(reading: &reader))
    case .quantizedAdd: self = .quantizedAdd(try QuantizedAddition(reading: &reader))
    case .globalAveragePool2D: self = .globalAveragePool2D(try GlobalAveragePool(reading: &reader))
    case .maxPool2D: self = .maxPool2D(try Pool2D(reading: &reader), activation: try reader.integer())
    case .quantizedMaxPool2D: self = .quantizedMaxPool2D(try Pool2D(reading: &reader))
    case .averagePool2D: self = .averagePool2D(try Pool2D(reading: &reader), activation: try reader.integer())
    case .quantize: self = .quantize(try Quantization(reading: &reader))
    case .dequantize: self = .dequantize(try Quantization(reading: &reader))
    case .requantize: self = .requantize(try Requantization(reading: &reader))
    case .l2Normalization: self = .l2Normalization(try Elementwise(reading: &reader))
    case .softmax: self = .softmax(try Elementwise(reading: &reader))
    case .concat: self = .concat(try Concatenation(reading: &reader))
    case .quantizedConcat: self = .quantizedConcat(try Concatenation(reading: &reader))
    case .fullyConnected: self = .fullyConnected(try FullyConnected(reading: &reader))
    case .tensorFlowFlatten: self = .tensorFlowFlatten(try Flatten(reading: &reader))
    case .resizeNearestNeighbor: self = .resizeNearestNeighbor(try Resize(reading: &reader))
    case .quantizedResizeNearestNeighbor: self = .quantizedResizeNearestNeighbor(try Resize(reading: &reader))
    case .channelwiseDequantize:
      self = .channelwiseDequantize(try ChannelwiseDequantization(reading: &reader))
    case .logistic: self = .logistic(try Elementwise(reading: &reader))
    case .k210Conv:
      self = .k210Conv(try Convolution(reading: &reader, file: file, bytesPerWeight: bytesPerWeight))
    case .k210AddPadding: self = .k210AddPadding(try Padding(reading: &reader))
    case .k210RemovePadding: self = .k210RemovePadding(try RemovePadding(reading: &reader))
    case .k210Upload: self = .k210Upload(try Upload(reading: &reader))
    }
  }

  /// Writes what follows the flags word of a body.
  ///
  /// - Throws: `notWritable` when a KPU layer's offsets exceed 32 bits.
  package func write(to writer: inout FieldWriter) throws(KModelError) {
    switch self {
    case .add(let body): body.write(to: &writer)
    case .quantizedAdd(let body): body.write(to: &writer)
    case .globalAveragePool2D(let body): body.write(to: &writer)
    case .quantizedMaxPool2D(let body): body.write(to: &writer)
    case .maxPool2D(let body, let activation), .averagePool2D(let body, let activation):
      body.write(to: &writer)
      writer.append(activation)
    case .quantize(let body), .dequantize(let body): body.write(to: &writer)
    case .requantize(let body): body.write(to: &writer)
    case .l2Normalization(let body), .softmax(let body), .logistic(let body): body.write(to: &writer)
    case .concat(let body), .quantizedConcat(let body): try body.write(to: &writer)
    case .fullyConnected(let body): body.write(to: &writer)
    case .tensorFlowFlatten(let body): body.write(to: &writer)
    case .resizeNearestNeighbor(let body), .quantizedResizeNearestNeighbor(let body): body.write(to: &writer)
    case .channelwiseDequantize(let body): body.write(to: &writer)
    case .k210Conv(let body): try body.write(to: &writer)
    case .k210AddPadding(let body): body.write(to: &writer)
    case .k210RemovePadding(let body): body.write(to: &writer)
    case .k210Upload(let body): body.write(to: &writer)
    }
  }
}
