import KModel
import TestSupport
import Testing

/// A valid layer, one change, and the place at which the change must be reported.
struct FaultV3: Sendable, CustomTestStringConvertible {
  let operation: OperationV3
  let name: String
  let offset: Int

  init(_ operation: OperationV3, _ name: String, at offset: Int) {
    self.operation = operation
    self.name = name
    self.offset = offset
  }

  /// The body after a change.
  init<Body>(
    _ body: Body, _ wrap: (Body) -> OperationV3, _ name: String, at offset: Int,
    _ change: (inout Body) -> Void
  ) {
    var changed = body
    change(&changed)
    self.init(wrap(changed), name, at: offset)
  }

  var testDescription: String { "\(operation.name): \(name)" }
}

@Suite("kmodel v3: validation")
struct ValidationV3Tests {
  typealias Op = OperationV3
  private static let beyond: UInt32 = 8000
  private static let add = Op.Addition(a: 8, b: 16, output: 24, count: 7)
  private static let pool = BodyCaseV3.pool
  private static let quantization = Op.Quantization(input: 8, output: 16, count: 3, scale: 1, bias: 0)
  private static let elementwise = Op.Elementwise(input: 8, output: 16, count: 3)
  private static let concatenation = BodyCaseV3.concatenation
  private static let resize = BodyCaseV3.resize
  private static let upload = Op.Upload(input: 8, kpuOutput: 100, shape: BodyCaseV3.map)
  private static let table = Op.Requantization(input: 8, output: 16, count: 3, table: BodyCaseV3.table[...])
  private static let product = Op.FullyConnected(
    input: 8, output: 16, inputChannels: 2, outputChannels: 1, activation: 1,
    weights: [UInt8](repeating: 0, count: 8)[...], bias: [0, 0, 0, 0])
  private static let channelwise = Op.ChannelwiseDequantization(
    input: 8, output: 16, channels: 1, channelSize: 5, parameters: [UInt8](repeating: 0, count: 8)[...])

  static let faults: [FaultV3] = [
    FaultV3(add, Op.add, "a", at: 4) { $0.a = beyond },
    FaultV3(add, Op.add, "b", at: 8) { $0.b = beyond - 24 },
    FaultV3(add, Op.add, "output", at: 12) { $0.output = .max },
    FaultV3(add, Op.add, "a", at: 4) { $0.count = .max },
    FaultV3(
      .quantizedAdd(
        Op.QuantizedAddition(
          addition: Op.Addition(a: 0, b: 8, output: beyond - 6, count: 7),
          a: Op.QuantizedAddition.Operand(offset: 0, multiplier: 1, shift: 0),
          b: Op.QuantizedAddition.Operand(offset: 0, multiplier: 1, shift: 0),
          output: Op.QuantizedAddition.Operand(offset: 0, multiplier: 1, shift: 0))), "output", at: 12),
    FaultV3(
      .globalAveragePool2D(Op.GlobalAveragePool(input: 8, output: 16, kernelSize: 0, channels: 3)),
      "kernel_size", at: 12),
    FaultV3(
      .globalAveragePool2D(Op.GlobalAveragePool(input: 8, output: 16, kernelSize: .max, channels: .max)),
      "size of input", at: 4),
    FaultV3(pool, Op.quantizedMaxPool2D, "stride_w", at: 44) { $0.strideWidth = 0 },
    FaultV3(pool, Op.quantizedMaxPool2D, "stride_h", at: 48) { $0.strideHeight = 0 },
    FaultV3(pool, Op.quantizedMaxPool2D, "kernel_w", at: 36) { $0.kernelWidth = 0 },
    FaultV3(pool, Op.quantizedMaxPool2D, "kernel_h", at: 40) { $0.kernelHeight = 0 },
    FaultV3(pool, Op.quantizedMaxPool2D, "out_c", at: 32) { $0.outputShape.channels = 3 },
    FaultV3(pool, Op.quantizedMaxPool2D, "size of input", at: 4) {
      $0.inputShape = Op.MapShape(width: .max, height: .max, channels: .max)
    },
    FaultV3(pool, { .averagePool2D($0, activation: 0) }, "output", at: 8) { $0.output = beyond },
    FaultV3(pool, { .maxPool2D($0, activation: 0) }, "input", at: 4) { $0.input = beyond - 4 },
    FaultV3(quantization, Op.quantize, "input", at: 4) { $0.count = 1999 },
    FaultV3(quantization, Op.dequantize, "output", at: 8) { $0.count = 1999 },
    FaultV3(table, Op.requantize, "input", at: 4) { $0.count = 7993 },
    FaultV3(table, Op.requantize, "size of table", at: 16) { $0.table = $0.table.dropLast() },
    FaultV3(elementwise, Op.softmax, "input", at: 4) { $0.input = beyond },
    FaultV3(elementwise, Op.l2Normalization, "output", at: 8) { $0.output = beyond - 8 },
    FaultV3(elementwise, Op.logistic, "output", at: 8) { $0.output = beyond },
    FaultV3(concatenation, Op.concat, "input 1", at: 20) { $0.inputs[1].start = beyond - 1 },
    FaultV3(concatenation, Op.quantizedConcat, "output", at: 4) { $0.output = beyond - 18 },
    FaultV3(product, Op.fullyConnected, "activation", at: 20) { $0.activation = 3 },
    FaultV3(product, Op.fullyConnected, "size of weights", at: 24) { $0.weights = [] },
    FaultV3(product, Op.fullyConnected, "size of bias", at: 24) { $0.bias = [1] },
    FaultV3(product, Op.fullyConnected, "input", at: 4) { $0.input = beyond - 4 },
    FaultV3(
      .tensorFlowFlatten(Op.Flatten(input: 8, output: beyond - 479, shape: BodyCaseV3.map)), "output", at: 8),
    FaultV3(resize, Op.resizeNearestNeighbor, "output", at: 8) { $0.outputWidth = 1000 },
    FaultV3(resize, Op.quantizedResizeNearestNeighbor, "in_w", at: 12) { $0.inputShape.width = 0 },
    FaultV3(resize, Op.quantizedResizeNearestNeighbor, "in_h", at: 16) { $0.inputShape.height = 0 },
    FaultV3(channelwise, Op.channelwiseDequantize, "output", at: 8) { $0.channelSize = 1999 },
    FaultV3(channelwise, Op.channelwiseDequantize, "size of parameters", at: 20) { $0.channels = 2 },
    FaultV3(.k210AddPadding(Op.Padding(input: 8, kpuOutput: 32765, channels: 4)), "output map", at: 8),
    FaultV3(.k210AddPadding(Op.Padding(input: 8, kpuOutput: 0, channels: 0)), "output map", at: 8),
    FaultV3(
      .k210RemovePadding(Op.RemovePadding(input: beyond - 140, output: 8, channels: 9)), "input", at: 4),
    FaultV3(upload, Op.k210Upload, "input", at: 4) { $0.input = beyond },
    FaultV3(upload, Op.k210Upload, "output map", at: 8) { $0.kpuOutput = 32764 },
  ]

  /// The fault's model with its body at 44, as if it had been read from a file.
  private static func model(_ operation: OperationV3) -> KModelV3 {
    var model = LayoutV3Tests.model(operation)
    model.layers[0].bodyOffset = 44
    return model
  }

  @Test("a fault is reported at its field", arguments: faults)
  func reported(fault: FaultV3) {
    do throws(KModelError) {
      try Self.model(fault.operation).validate()
      Issue.record("nothing was reported")
    } catch {
      #expect(error.offset == 44 + fault.offset, "\(error)")
      #expect(error.layer == 0 && error.subject == "layer 0 (\(fault.operation.name))")
      switch error.kind {
      case .invalidField(let name, _, _), .outsideMemory(let name, _, _, _): #expect(name == fault.name)
      default: Issue.record("\(error)")
      }
    }
  }

  @Test("a model made in memory has no file offsets to report, and is not written")
  func withoutOffset() {
    let model = LayoutV3Tests.model(Self.faults[0].operation)
    let error = KModelError(
      .outsideMemory(name: "a", start: 8000, byteCount: 28, limit: 8000), offset: nil, layer: 0,
      subject: "layer 0 (add)")
    #expect(throws: error) { try model.validate() }
    #expect(throws: error) { try model.encoded() }
  }

  @Test("the declared memory is rounded up to 8 bytes")
  func rounding() throws {
    var model = LayoutV3Tests.model(.add(Op.Addition(a: 0, b: 0, output: 0, count: 26)))
    model.outputs[0].byteCount = 60
    model.mainMemoryByteCount = 97
    try model.validate()
    model.mainMemoryByteCount = 96
    #expect(throws: KModelError.self) { try model.validate() }
  }

  @Test("outputs, arch and the number of layers are checked in the header")
  func header() {
    var model = LayoutV3Tests.model(.add(Self.add))
    model.outputs[0].address = 7944
    #expect(
      throws: KModelError(
        .outsideMemory(name: "output 0", start: 7944, byteCount: 64, limit: 8000), offset: 28,
        subject: "header")
    ) { try model.validate() }
    model.architecture = 1
    #expect(
      throws: KModelError(
        .invalidField(name: "arch", found: "1", expected: "0 (K210)"), offset: 8, subject: "header")
    ) { try model.validate() }
    model.architecture = 0
    model.layers = []
    #expect(
      throws: KModelError(
        .invalidField(name: "layer count", found: "0", expected: "at least 1"), offset: 12,
        subject: "header")
    ) { try model.validate() }
  }
}
