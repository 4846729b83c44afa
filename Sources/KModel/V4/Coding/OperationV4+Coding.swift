extension OperationV4 {
  /// Reads a body.
  init(_ code: Code, reading reader: inout FieldReader) throws(KModelError) {
    switch code {
    case .binary: self = .binary(try Binary(reading: &reader))
    case .concat: self = .concat(try Concat(reading: &reader))
    case .conv2D: self = .conv2D(try Conv2D(.grouped, reading: &reader))
    case .dequantize: self = .dequantize(try Quantization(reading: &reader))
    case .matmul: self = .matmul(try Matmul(reading: &reader))
    case .pad: self = .pad(try Pad(reading: &reader))
    case .quantize: self = .quantize(try Quantization(reading: &reader))
    case .reduce: self = .reduce(try Reduce(reading: &reader))
    case .reduceWindow2D: self = .reduceWindow2D(try ReduceWindow2D(reading: &reader))
    case .memoryCopy: self = .memoryCopy(try UnaryOperands(reading: &reader))
    case .resizeImage: self = .resizeImage(try ResizeImage(reading: &reader))
    case .softmax: self = .softmax(try Softmax(reading: &reader))
    case .transpose: self = .transpose(try Transpose(reading: &reader))
    case .stridedSlice: self = .stridedSlice(try StridedSlice(reading: &reader))
    case .unary: self = .unary(try Unary(reading: &reader))
    case .quantizedConv2D: self = .quantizedConv2D(try QuantizedConv2D(.grouped, reading: &reader))
    case .quantizedMatmul: self = .quantizedMatmul(try QuantizedMatmul(reading: &reader))
    case .quantizedBinary: self = .quantizedBinary(try QuantizedBinary(reading: &reader))
    case .tableLookup1D: self = .tableLookup1D(try TableLookup(reading: &reader))
    case .conv2DTranspose: self = .conv2DTranspose(try Conv2DTranspose(reading: &reader))
    case .nnilUnaryMethod: self = .nnilUnaryMethod(try NNILUnaryMethod(reading: &reader))
    case .cpuConv2D: self = .cpuConv2D(try Conv2D(.cpu, reading: &reader))
    case .cpuDepthwiseConv2D: self = .cpuDepthwiseConv2D(try Conv2D(.cpuDepthwise, reading: &reader))
    case .cpuReduceWindow2D: self = .cpuReduceWindow2D(try ReduceWindow2D(reading: &reader))
    case .cpuQuantizedConv2D: self = .cpuQuantizedConv2D(try QuantizedConv2D(.cpu, reading: &reader))
    case .cpuQuantizedDepthwiseConv2D:
      self = .cpuQuantizedDepthwiseConv2D(try QuantizedConv2D(.cpuDepthwise, reading: &reader))
    case .kpuUpload: self = .kpuUpload(try KPUUpload(reading: &reader))
    case .kpuConv2D: self = .kpuConv2D(try KPUConv2D(reading: &reader))
    }
  }

  /// Writes a body; `keepsGaps` when it lands at the file offset that it was read from.
  func write(to writer: inout FieldWriter, keepsGaps: Bool) throws(KModelError) {
    switch self {
    case .binary(let body): body.write(to: &writer)
    case .concat(let body): try body.write(to: &writer)
    case .conv2D(let body): body.write(.grouped, to: &writer)
    case .dequantize(let body), .quantize(let body): body.write(to: &writer)
    case .matmul(let body): body.write(to: &writer)
    case .pad(let body): body.write(to: &writer)
    case .reduce(let body): body.write(to: &writer)
    case .reduceWindow2D(let body), .cpuReduceWindow2D(let body): body.write(to: &writer)
    case .memoryCopy(let body): body.write(to: &writer)
    case .resizeImage(let body): body.write(to: &writer)
    case .softmax(let body): body.write(to: &writer)
    case .transpose(let body): body.write(to: &writer)
    case .stridedSlice(let body): body.write(to: &writer)
    case .unary(let body): body.write(to: &writer)
    case .quantizedConv2D(let body): body.write(.grouped, to: &writer)
    case .quantizedMatmul(let body): body.write(to: &writer)
    case .quantizedBinary(let body): body.write(to: &writer)
    case .tableLookup1D(let body): body.write(to: &writer)
    case .conv2DTranspose(let body): body.write(to: &writer)
    case .nnilUnaryMethod(let body): body.write(to: &writer)
    case .cpuConv2D(let body): body.write(.cpu, to: &writer)
    case .cpuDepthwiseConv2D(let body): body.write(.cpuDepthwise, to: &writer)
    case .cpuQuantizedConv2D(let body): body.write(.cpu, to: &writer)
    case .cpuQuantizedDepthwiseConv2D(let body): body.write(.cpuDepthwise, to: &writer)
    case .kpuUpload(let body): body.write(to: &writer)
    case .kpuConv2D(let body): body.write(to: &writer, keepsGaps: keepsGaps)
    }
  }
}
