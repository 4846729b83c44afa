extension OperationV3 {
  /// Throws unless the layer's ranges and codes make sense; offsets are those of the body in the format.
  func validate(_ check: LayerCheckV3, storesOutput: Bool) throws(KModelError) {
    switch self {
    case .add(let body): try body.validate(check, elementByteCount: 4)
    case .quantizedAdd(let body): try body.addition.validate(check, elementByteCount: 1)
    case .globalAveragePool2D(let body): try body.validate(check)
    case .quantizedMaxPool2D(let body): try body.validate(check, elementByteCount: 1)
    case .maxPool2D(let body, _), .averagePool2D(let body, _): try body.validate(check, elementByteCount: 4)
    case .quantize(let body):
      try check.main("input", body.input, Int(body.count), size: 4, at: 4)
      try check.main("output", body.output, Int(body.count), size: 1, at: 8)
    case .dequantize(let body):
      try check.main("input", body.input, Int(body.count), size: 1, at: 4)
      try check.main("output", body.output, Int(body.count), size: 4, at: 8)
    case .requantize(let body): try body.validate(check)
    case .l2Normalization(let body), .softmax(let body), .logistic(let body):
      try check.main("input", body.input, Int(body.count), size: 4, at: 4)
      try check.main("output", body.output, Int(body.count), size: 4, at: 8)
    case .concat(let body), .quantizedConcat(let body): try body.validate(check)
    case .fullyConnected(let body): try body.validate(check)
    case .tensorFlowFlatten(let body):
      try check.main("input", body.input, body.shape.elementCount, size: 4, at: 4)
      try check.main("output", body.output, body.shape.elementCount, size: 4, at: 8)
    case .resizeNearestNeighbor(let body): try body.validate(check, elementByteCount: 4)
    case .quantizedResizeNearestNeighbor(let body): try body.validate(check, elementByteCount: 1)
    case .channelwiseDequantize(let body): try body.validate(check)
    case .k210Conv(let body): try body.validate(check, storesOutput: storesOutput)
    case .k210AddPadding(let body): try body.validate(check)
    case .k210RemovePadding(let body):
      try check.main("input", body.input, Int(body.channels), size: 16, at: 4)
      try check.main("output", body.output, Int(body.channels), size: 1, at: 8)
    case .k210Upload(let body): try body.validate(check)
    }
  }
}
