import KModel
import TestSupport
import Testing

/// A node with one fault, and the place at which it must be reported.
struct FaultV4: Sendable, CustomTestStringConvertible {
  let operation: OperationV4
  let name: String
  let offset: Int

  /// Changes the body that `BodyCaseV4` spells out for an opcode.
  init<Body>(
    _ body: Body?, _ wrap: (Body) -> OperationV4, _ name: String, at offset: Int,
    _ change: (inout Body) -> Void
  ) {
    guard var changed = body else { preconditionFailure("BodyCaseV4 has no such body") }
    change(&changed)
    operation = wrap(changed)
    self.name = name
    self.offset = offset
  }

  var testDescription: String { "\(operation.name): \(name)" }
}

@Suite("kmodel v4: validation")
struct ValidationV4Tests {
  typealias Op = OperationV4

  /// The body of the first spelled-out node of an opcode, as the type that `extract` finds in it.
  private static func body<Body>(_ extract: (OperationV4) -> Body?) -> Body? {
    BodyCaseV4.all.compactMap { extract($0.operation) }.first
  }

  static let binary = body { if case .binary(let body) = $0 { body } else { nil } }
  static let quantizedBinary = body { if case .quantizedBinary(let body) = $0 { body } else { nil } }
  static let unary = body { if case .unary(let body) = $0 { body } else { nil } }
  static let nnil = body { if case .nnilUnaryMethod(let body) = $0 { body } else { nil } }
  static let table = body { if case .tableLookup1D(let body) = $0 { body } else { nil } }
  static let quantize = body { if case .quantize(let body) = $0 { body } else { nil } }
  static let dequantize = body { if case .dequantize(let body) = $0 { body } else { nil } }
  static let reduce = body { if case .reduce(let body) = $0 { body } else { nil } }
  static let window = body { if case .reduceWindow2D(let body) = $0 { body } else { nil } }
  static let softmax = body { if case .softmax(let body) = $0 { body } else { nil } }
  static let concat = body { if case .concat(let body) = $0 { body } else { nil } }
  static let pad = body { if case .pad(let body) = $0 { body } else { nil } }
  static let resize = body { if case .resizeImage(let body) = $0 { body } else { nil } }
  static let transpose = body { if case .transpose(let body) = $0 { body } else { nil } }
  static let slice = body { if case .stridedSlice(let body) = $0 { body } else { nil } }
  static let conv = body { if case .conv2D(let body) = $0 { body } else { nil } }
  static let cpuConv = body { if case .cpuConv2D(let body) = $0 { body } else { nil } }
  static let cpuQuantizedDepthwise = body {
    if case .cpuQuantizedDepthwiseConv2D(let body) = $0 { body } else { nil }
  }
  static let depthwise = body { if case .cpuDepthwiseConv2D(let body) = $0 { body } else { nil } }
  static let quantized = body { if case .quantizedConv2D(let body) = $0 { body } else { nil } }
  static let cpuQuantized = body { if case .cpuQuantizedConv2D(let body) = $0 { body } else { nil } }
  static let transposed = body { if case .conv2DTranspose(let body) = $0 { body } else { nil } }
  static let matmul = body { if case .matmul(let body) = $0 { body } else { nil } }
  static let quantizedMatmul = body { if case .quantizedMatmul(let body) = $0 { body } else { nil } }
  static let upload = body { if case .kpuUpload(let body) = $0 { body } else { nil } }

  static let faults: [FaultV4] = elementwise + reductions + movement + sums + kpu

  private static let elementwise: [FaultV4] = [
    FaultV4(binary, Op.binary, "a", at: 8) { $0.operands.a.start = 4000 },
    FaultV4(binary, Op.binary, "size of b", at: 28) { $0.operands.b.byteCount = 16 },
    FaultV4(binary, Op.binary, "memory of output", at: 32) {
      $0.operands.output = BodyCaseV4.constant
      $0.outputShape = ShapeV4(1, 1, 1, 1)
    },
    FaultV4(binary, Op.binary, "extent 2 of a", at: 60) { $0.aShape.h = 0 },
    FaultV4(binary, Op.binary, "extent 3 of b", at: 80) { $0.bShape.w = -1 },
    FaultV4(binary, Op.binary, "extent 0 of output", at: 84) { $0.outputShape.n = -1 },
    FaultV4(binary, Op.binary, "size of output", at: 44) {
      $0.outputShape = ShapeV4(.max, .max, .max, .max)
    },
    FaultV4(quantizedBinary, Op.quantizedBinary, "b", at: 24) { $0.operands.b.start = 8 },
    FaultV4(unary, Op.unary, "size of output", at: 28) { $0.operands.output.byteCount = 476 },
    FaultV4(unary, Op.unary, "input", at: 8) { $0.operands.input.start = .max },
    FaultV4(table, Op.tableLookup1D, "size of table", at: 28) { $0.table.byteCount = 255 },
    FaultV4(table, Op.tableLookup1D, "size of output", at: 44) { $0.output.byteCount = 119 },
    FaultV4(quantize, Op.quantize, "size of output", at: 28) { $0.operands.output.byteCount = 119 },
    FaultV4(dequantize, Op.dequantize, "size of output", at: 28) { $0.operands.output.byteCount = 479 },
    FaultV4(BodyCaseV4.bytes, Op.memoryCopy, "size of output", at: 28) { $0.output.byteCount = 119 },
  ]

  private static let reductions: [FaultV4] = [
    FaultV4(reduce, Op.reduce, "extent 1 of output", at: 56) { $0.outputShape.c = 0 },
    FaultV4(reduce, Op.reduce, "size of input", at: 12) { $0.inputShape.n = 100 },
    FaultV4(window, Op.reduceWindow2D, "filter height", at: 68) { $0.window.filterHeight = 0 },
    FaultV4(window, Op.reduceWindow2D, "filter width", at: 72) { $0.window.filterWidth = -1 },
    FaultV4(window, Op.reduceWindow2D, "stride height", at: 76) { $0.window.strideHeight = 0 },
    FaultV4(window, Op.reduceWindow2D, "stride width", at: 80) { $0.window.strideWidth = .min },
    FaultV4(window, Op.cpuReduceWindow2D, "dilation height", at: 84) { $0.window.dilationHeight = 0 },
    FaultV4(window, Op.cpuReduceWindow2D, "dilation width", at: 88) { $0.window.dilationWidth = 0 },
    FaultV4(window, Op.reduceWindow2D, "size of output", at: 28) {
      $0.window.paddingHeight.before = .max
    },
    FaultV4(softmax, Op.softmax, "inner_size", at: 32) { $0.innerSize = 0 },
    FaultV4(softmax, Op.softmax, "outer_size", at: 36) { $0.outerSize = -1 },
    FaultV4(softmax, Op.softmax, "size of input", at: 12) { $0.outerSize = 25 },
  ]

  private static let movement: [FaultV4] = [
    FaultV4(concat, Op.concat, "number of dimensions", at: 24) { $0.dimensions = [5] },
    FaultV4(concat, Op.concat, "size of input 1", at: 56) { $0.dimensions[1] = 11 },
    FaultV4(concat, Op.concat, "size of input 0", at: 40) { $0.dimensions[0] = -1 },
    FaultV4(concat, Op.concat, "size of output", at: 12) { $0.output.byteCount = 167 },
    FaultV4(pad, Op.pad, "padded extent 1", at: 56) { $0.padding[1].before = -4 },
    FaultV4(pad, Op.pad, "size of output", at: 28) { $0.padding[3].after = .max },
    FaultV4(resize, Op.resizeImage, "output height", at: 48) { $0.outputHeight = -1 },
    FaultV4(resize, Op.resizeImage, "output width", at: 52) { $0.outputWidth = -1 },
    FaultV4(resize, Op.resizeImage, "size of output", at: 28) { $0.outputWidth = 100 },
    FaultV4(resize, Op.resizeImage, "extent 2 of input", at: 40) { $0.inputShape.h = 0 },
    FaultV4(transpose, Op.transpose, "permutation", at: 48) { $0.permutation.w = 2 },
    FaultV4(transpose, Op.transpose, "size of input", at: 12) { $0.inputShape.h = 40 },
    FaultV4(slice, Op.stridedSlice, "strides", at: 80) { $0.strides.h = 0 },
    FaultV4(slice, Op.stridedSlice, "slice of axis 3", at: 60) { $0.end.w = 9 },
    FaultV4(slice, Op.stridedSlice, "slice of axis 1", at: 52) { $0.end.c = -3 },
    FaultV4(slice, Op.stridedSlice, "slice of axis 2", at: 56) { $0.begin.h = .min },
  ]

  private static let sums: [FaultV4] = [
    FaultV4(conv, Op.conv2D, "groups", at: 48) { $0.groups = 0 },
    FaultV4(conv, Op.conv2D, "groups", at: 48) { $0.groups = 2 },
    FaultV4(conv, Op.conv2D, "output channels", at: 52) { $0.outputChannels = 0 },
    FaultV4(conv, Op.conv2D, "stride width", at: 56 + 28) { $0.window.strideWidth = 0 },
    FaultV4(conv, Op.conv2D, "size of weights", at: 48) { $0.weights = $0.weights.dropLast() },
    FaultV4(conv, Op.conv2D, "size of bias", at: 48) { $0.bias = [] },
    FaultV4(conv, Op.cpuConv2D, "groups", at: 48) { $0.inputShape.w = 6 },
    FaultV4(depthwise, Op.cpuDepthwiseConv2D, "output channels", at: 48) { $0.outputChannels = 6 },
    FaultV4(depthwise, Op.cpuDepthwiseConv2D, "filter height", at: 48 + 16) { $0.window.filterHeight = 0 },
    FaultV4(quantized, Op.quantizedConv2D, "size of weights", at: 48) { $0.weights = [] },
    FaultV4(quantized, Op.quantizedConv2D, "size of input", at: 12) { $0.operands.input.byteCount = 59 },
    FaultV4(cpuQuantized, Op.cpuQuantizedConv2D, "size of bias", at: 48) { $0.bias = [] },
    FaultV4(cpuQuantized, Op.cpuQuantizedConv2D, "filter width", at: 52 + 20) { $0.window.filterWidth = 0 },
    FaultV4(transposed, Op.conv2DTranspose, "batches of output", at: 48) { $0.outputShape.n = 2 },
    FaultV4(transposed, Op.conv2DTranspose, "groups", at: 64) { $0.groups = 4 },
    FaultV4(transposed, Op.conv2DTranspose, "dilation width", at: 68 + 36) { $0.window.dilationWidth = 0 },
    FaultV4(transposed, Op.conv2DTranspose, "size of weights", at: 64) { $0.weights = [] },
    FaultV4(matmul, Op.matmul, "a_rows", at: 48) { $0.aRows = -1 },
    FaultV4(matmul, Op.matmul, "a_cols", at: 52) { $0.aColumns = -1 },
    FaultV4(matmul, Op.matmul, "size of bias", at: 68) { $0.bias = [] },
    FaultV4(matmul, Op.matmul, "size of b", at: 28) { $0.bColumns = 41 },
    FaultV4(quantizedMatmul, Op.quantizedMatmul, "b_cols", at: 56) { $0.bColumns = -1 },
    FaultV4(quantizedMatmul, Op.quantizedMatmul, "size of bias", at: 80) { $0.bias = [] },
  ]

  private static let kpu: [FaultV4] = [
    FaultV4(upload, Op.kpuUpload, "size of input", at: 12) { $0.shape.c = 7 },
    FaultV4(upload, Op.kpuUpload, "memory of output", at: 16) { $0.operands.output.memory = .main },
    FaultV4(upload, Op.kpuUpload, "start of output", at: 24) { $0.operands.output.start = 65 },
    FaultV4(upload, Op.kpuUpload, "output", at: 24) { $0.operands.output.start = 0x1F_FFC0 },
    FaultV4(upload, Op.kpuUpload, "output", at: 24) { $0.shape.w = 0 },
  ]

  @Test("a fault is reported at its field", arguments: faults)
  func reported(fault: FaultV4) {
    var model = LayoutV4Tests.model(fault.operation)
    model.nodes[0].bodyOffset = LayoutV4Tests.bodyOffset
    do throws(KModelError) {
      try model.validate()
      Issue.record("nothing was reported")
    } catch {
      #expect(error.offset == LayoutV4Tests.bodyOffset + fault.offset, "\(error)")
      #expect(error.layer == 0 && error.subject == "node 0 (\(fault.operation.name))")
      switch error.kind {
      case .invalidField(let name, _, _), .outsideMemory(let name, _, _, _): #expect(name == fault.name)
      default: Issue.record("\(error)")
      }
    }
  }

  @Test("the extents of a slice follow its strides in both directions")
  func sliceExtents() throws {
    var slice = try #require(Self.slice)
    #expect(slice.outputExtents == [1, 2, 2, 2])
    slice.end = ShapeV4(0, 2, 1, 1)
    #expect(slice.outputExtents == [0, 0, 0, 1])
    slice.strides.n = 0
    #expect(slice.outputExtents == nil)
  }

  @Test("a window larger than the padded input leaves no output, and a stride of 0 no answer")
  func windowExtents() {
    var window = Op.Window2D(filterHeight: 3, filterWidth: 3, strideHeight: 2, strideWidth: 1)
    #expect(window.outputHeight(of: 7) == 3)
    #expect(window.outputWidth(of: 7) == 5)
    #expect(window.outputHeight(of: 2) == 0)
    window.dilationWidth = 3
    #expect(window.outputWidth(of: 7) == 1)
    window.strideHeight = 0
    #expect(window.outputHeight(of: 7) == nil)
  }

  @Test("inputs need a place for their shape, and one in KPU RAM the layout of its map")
  func inputs() {
    var model = LayoutV4Tests.model(.memoryCopy(BodyCaseV4.bytes))
    model.inputs[0].range.byteCount = 59
    #expect(
      throws: KModelError(
        .invalidField(name: "size of input 0", found: "59 bytes", expected: "at least 60 bytes"), offset: 52,
        subject: "header")
    ) { try model.validate() }
    model.inputs[0].range = MemoryRange(memory: .kpu, dataType: .uint8, start: 65, byteCount: 256)
    #expect(
      throws: KModelError(
        .invalidField(name: "start of input 0", found: "65", expected: "a multiple of 64"), offset: 48,
        subject: "header")
    ) { try model.validate() }
    model.inputs[0].shape.h = 0
    #expect(
      throws: KModelError(
        .invalidField(name: "extent 2 of input 0", found: "0", expected: "at least 1"), offset: 64,
        subject: "header")
    ) { try model.validate() }
  }

  @Test("outputs and the target are checked in the header")
  func header() {
    var model = LayoutV4Tests.model(.memoryCopy(BodyCaseV4.bytes))
    model.outputs[0].start = 4000
    #expect(
      throws: KModelError(
        .outsideMemory(name: "output 0", start: 4000, byteCount: 480, limit: 4096), offset: 80,
        subject: "header")
    ) { try model.validate() }
    model.target = 2
    #expect(
      throws: KModelError(
        .invalidField(name: "target", found: "2", expected: "0 (CPU) or 1 (K210)"), offset: 12,
        subject: "header")
    ) { try model.validate() }
  }
}
