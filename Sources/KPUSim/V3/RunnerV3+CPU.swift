import Bytes
import KModel
import OpKernels
import Simulation

extension RunnerV3 {
  /// The layers that the chip's CPU runs; the KPU's own are handled by `run`.
  func runOnCPU(_ operation: OperationV3) throws(Fault) {
    switch operation {
    case .add(let layer): try run(layer)
    case .quantizedAdd(let layer): try run(layer)
    case .globalAveragePool2D(let layer): try run(layer)
    case .quantizedMaxPool2D(let pool): try runQuantizedMax(pool)
    case .averagePool2D(let pool, _): try runAverage(pool)
    case .quantize(let layer):
      try memory.apply(floats(layer.input, layer.count), to: bytes(layer.output, layer.count)) {
        (input: Span<Float>, output: inout MutableSpan<UInt8>) in
        kernels.quantizeV3(input: input, scale: layer.scale, bias: layer.bias, output: &output)
      }
    case .dequantize(let layer):
      try memory.apply(bytes(layer.input, layer.count), to: floats(layer.output, layer.count)) {
        (input: Span<UInt8>, output: inout MutableSpan<Float>) in
        Reference.dequantizeV3(input: input, scale: layer.scale, bias: layer.bias, output: &output)
      }
    case .requantize(let layer): try run(layer)
    case .channelwiseDequantize(let layer): try run(layer)
    case .l2Normalization(let layer):
      try map(layer) { Reference.l2Normalization(input: $0, output: &$1) }
    case .softmax(let layer):
      try map(layer) { Reference.softmaxV3(input: $0, exp: FloatMath.host.exp, output: &$1) }
    case .logistic(let layer):
      try map(layer) { Reference.logistic(input: $0, exp: FloatMath.host.exp, output: &$1) }
    case .concat(let layer), .quantizedConcat(let layer): try run(layer)
    case .fullyConnected(let layer): try run(layer)
    case .tensorFlowFlatten(let layer): try run(layer)
    case .resizeNearestNeighbor(let layer): try resize(layer, as: Float.self)
    case .quantizedResizeNearestNeighbor(let layer): try resize(layer, as: UInt8.self)
    case .maxPool2D, .k210Conv, .k210AddPadding, .k210RemovePadding, .k210Upload:
      throw .notRunnable(reason: "this is no layer of the CPU")
    }
  }

  private func floats(_ start: UInt32, _ count: UInt32) throws(Fault) -> Operand<Float> {
    try .main(start, count: Int(count))
  }

  private func bytes(_ start: UInt32, _ count: UInt32) throws(Fault) -> Operand<UInt8> {
    try .main(start, count: Int(count))
  }

  /// A function of one group of f32 elements.
  private func map(
    _ layer: OperationV3.Elementwise, _ kernel: (Span<Float>, inout MutableSpan<Float>) throws(Fault) -> Void
  ) throws(Fault) {
    try memory.apply(floats(layer.input, layer.count), to: floats(layer.output, layer.count), kernel)
  }

  private func run(_ layer: OperationV3.Addition) throws(Fault) {
    try memory.apply(
      floats(layer.a, layer.count), floats(layer.b, layer.count), to: floats(layer.output, layer.count)
    ) { (a: Span<Float>, b: Span<Float>, output: inout MutableSpan<Float>) in
      Reference.add(a: a, b: b, output: &output)
    }
  }

  /// The SDK's loop is unrolled by 8, so it reads and writes up to 7 elements behind the tensors.
  private func run(_ layer: OperationV3.QuantizedAddition) throws(Fault) {
    let count = Int(layer.addition.count).roundedUp(toMultipleOf: 8)
    try memory.apply(
      .main(layer.addition.a, count: count, slack: true), .main(layer.addition.b, count: count, slack: true),
      to: .main(layer.addition.output, count: count, slack: true)
    ) { (a: Span<UInt8>, b: Span<UInt8>, output: inout MutableSpan<UInt8>) in
      kernels.quantizedAdd(
        a: a, aScale: layer.a.rescaling, b: b, bScale: layer.b.rescaling, outputScale: layer.output.rescaling,
        output: &output)
    }
  }

  private func run(_ layer: OperationV3.GlobalAveragePool) throws(Fault) {
    guard layer.kernelSize > 0 else {
      throw .invalidParameter(name: "kernel size", found: "0", expected: "1 at least")
    }
    let count = try Int.counted(Int(layer.channels), Int(layer.kernelSize))
    try memory.apply(.main(layer.input, count: count), to: floats(layer.output, layer.channels)) {
      (input: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.globalAveragePool(input: input, channelSize: Int(layer.kernelSize), output: &output)
    }
  }

  private func runQuantizedMax(_ pool: OperationV3.Pool2D) throws(Fault) {
    let window = try pool.geometry()
    try memory.apply(
      .main(pool.input, count: window.inputCount), to: .main(pool.output, count: window.outputCount)
    ) { (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
      kernels.quantizedMaxPool2D(input: input, window: window, output: &output)
    }
  }

  private func runAverage(_ pool: OperationV3.Pool2D) throws(Fault) {
    let window = try pool.geometry()
    try memory.apply(
      .main(pool.input, count: window.inputCount), to: .main(pool.output, count: window.outputCount)
    ) { (input: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.averagePool2D(input: input, window: window, output: &output)
    }
  }

  private func run(_ layer: OperationV3.Requantization) throws(Fault) {
    guard layer.table.count == 256 else {
      throw .invalidParameter(name: "table", found: "\(layer.table.count) bytes", expected: "256")
    }
    try memory.apply(bytes(layer.input, layer.count), to: bytes(layer.output, layer.count)) {
      (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
      Reference.tableLookup(input: input, table: layer.table.span, output: &output)
    }
  }

  private func run(_ layer: OperationV3.ChannelwiseDequantization) throws(Fault) {
    let count = try Int.counted(Int(layer.channels), Int(layer.channelSize))
    guard count > 0 else { return }
    guard layer.parameters.count == Int(layer.channels) * 8 else {
      throw .invalidParameter(
        name: "parameters", found: "\(layer.parameters.count) bytes", expected: "\(Int(layer.channels) * 8)")
    }
    try layer.parameters.withElements(as: Float.self) { (parameters) throws(Fault) in
      try memory.apply(.main(layer.input, count: count), to: .main(layer.output, count: count)) {
        (input: Span<UInt8>, output: inout MutableSpan<Float>) in
        Reference.dequantizeChannelwise(
          input: input, parameters: parameters, channelSize: Int(layer.channelSize), output: &output)
      }
    }
  }

  /// Ranges copied one behind the other, whatever they hold.
  private func run(_ layer: OperationV3.Concatenation) throws(Fault) {
    var start = try Operand<UInt8>.main(layer.output, count: layer.inputByteCount).bytes.lowerBound
    for range in layer.inputs {
      let count = Int(range.byteCount)
      try memory.apply(
        bytes(range.start, range.byteCount),
        to: Operand<UInt8>(memory: .main, bytes: start..<(start + count))
      ) { (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
        kernels.concatenate(
          input: input, blockSize: count, count: 1, outputOffset: 0, outputStride: count, output: &output)
      }
      start += count
    }
  }

  private func run(_ layer: OperationV3.FullyConnected) throws(Fault) {
    guard let activation = Reference.ActivationV3(rawValue: layer.activation) else {
      throw .invalidParameter(name: "activation", found: "\(layer.activation)", expected: "0, 1 or 2")
    }
    let weightCount = try Int.counted(Int(layer.inputChannels), Int(layer.outputChannels))
    guard layer.weights.count / 4 == weightCount, layer.bias.count / 4 == Int(layer.outputChannels) else {
      throw .invalidParameter(
        name: "weights", found: "\(layer.weights.count / 4) and \(layer.bias.count / 4) biases",
        expected: "\(weightCount) and \(layer.outputChannels)")
    }
    try memory.apply(
      floats(layer.input, layer.inputChannels), weights: layer.weights, bias: layer.bias,
      to: floats(layer.output, layer.outputChannels)
    ) {
      (input: Span<Float>, weights: Span<Float>, bias: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.fullyConnected(
        input: input, weights: weights, bias: bias, activation: activation, output: &output)
    }
  }

  private func run(_ layer: OperationV3.Flatten) throws(Fault) {
    let shape = layer.shape
    let count = try Int.counted(Int(shape.channels), Int(shape.height), Int(shape.width))
    try memory.apply(.main(layer.input, count: count), to: .main(layer.output, count: count)) {
      (input: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.flatten(
        input: input, channels: Int(shape.channels), height: Int(shape.height), width: Int(shape.width),
        output: &output)
    }
  }

  private func resize<Element: PlainElement>(
    _ layer: OperationV3.Resize, as type: Element.Type
  ) throws(Fault) {
    let shape = layer.inputShape
    let inputCount = try Int.counted(Int(shape.channels), Int(shape.height), Int(shape.width))
    let outputCount = try Int.counted(
      Int(shape.channels), Int(layer.outputHeight), Int(layer.outputWidth))
    guard inputCount > 0, outputCount > 0 else { return }
    try memory.apply(.main(layer.input, count: inputCount), to: .main(layer.output, count: outputCount)) {
      (input: Span<Element>, output: inout MutableSpan<Element>) in
      kernels.resizeNearest(
        input: input, planes: Int(shape.channels), height: Int(shape.height), width: Int(shape.width),
        outputHeight: Int(layer.outputHeight), outputWidth: Int(layer.outputWidth), output: &output)
    }
  }
}

extension OperationV3.QuantizedAddition.Operand {
  /// The numbers in the terms of the kernels.
  fileprivate var rescaling: Rescaling { Rescaling(offset: offset, multiplier: multiplier, shift: shift) }
}

extension Int {
  /// The product of extents, or a fault when it does not fit any memory.
  static func counted(_ factors: Int...) throws(Fault) -> Int {
    var count = 1
    for factor in factors {
      guard factor >= 0, let product = Int.product(count, factor), product <= Int(UInt32.max) else {
        throw .invalidParameter(
          name: "element count", found: "the product of \(factors)", expected: "below 2^32")
      }
      count = product
    }
    return count
  }
}
