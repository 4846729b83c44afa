import Bytes
import KModel
import Testing

@Suite("kmodel v4: both sides of every limit")
struct LimitV4Tests {
  private static func model(_ operation: OperationV4) -> KModelV4 {
    var model = LayoutV4Tests.model(operation)
    model.nodes[0].bodyOffset = LayoutV4Tests.bodyOffset
    return model
  }

  @Test("the last value that a rule allows is accepted", arguments: LimitV4.all)
  func accepted(limit: LimitV4) throws {
    try Self.model(limit.accepted).validate()
  }

  @Test("the first value beyond it is refused with its place, found and expected", arguments: LimitV4.all)
  func refused(limit: LimitV4) {
    let offset = LayoutV4Tests.bodyOffset + limit.offset
    do throws(KModelError) {
      try Self.model(limit.refused).validate()
      Issue.record("nothing was reported")
    } catch {
      let place = "node 0 (\(limit.refused.name)) at \(Hexadecimal.address(offset))"
      #expect(error.description == "\(place): \(limit.message)")
      #expect(error.offset == offset && error.layer == 0)
    }
  }

  @Test("every opcode but the KPU convolution, tested apart, has a limit")
  func complete() {
    #expect(Set(LimitV4.all.map(\.refused.code)).union([.kpuConv2D]) == Set(OperationV4.Code.allCases))
  }

  @Test("a dilation or a stride may be as large as the format allows", arguments: [1, 2, .max] as [Int32])
  func largeWindows(value: Int32) throws {
    var body = try #require(ValidationV4Tests.window)
    body.window.strideHeight = value
    body.window.strideWidth = value
    body.window.filterHeight = 1
    body.window.dilationHeight = value
    body.operands.output = MemoryRange(memory: .main, dataType: .float32, start: 0, byteCount: 4096)
    try Self.model(.reduceWindow2D(body)).validate()
  }
}

@Suite("kmodel v4: limits of the header")
struct HeaderLimitV4Tests {
  private static let first = MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: 60)
  private static let second = MemoryRange(memory: .kpu, dataType: .uint8, start: 640, byteCount: 256)

  /// Two inputs: 60 bytes of main memory and four rows of KPU RAM; two outputs.
  private static func model() -> KModelV4 {
    var model = LayoutV4Tests.model(.memoryCopy(BodyCaseV4.bytes))
    model.inputs = [
      KModelV4.Input(range: first, shape: ShapeV4(1, 3, 4, 5)),
      KModelV4.Input(range: second, shape: ShapeV4(1, 3, 4, 5)),
    ]
    model.outputs = [BodyCaseV4.float1, BodyCaseV4.float2]
    return model
  }

  private func expect(_ message: String, _ change: (inout KModelV4) -> Void) throws {
    var model = Self.model()
    try model.validate()
    change(&model)
    do throws(KModelError) {
      try model.validate()
      Issue.record("nothing was reported")
    } catch {
      #expect(error.description == "header at \(message)" && error.layer == nil)
    }
  }

  @Test("ranges of inputs and outputs are placed one after another", arguments: [0, 1])
  func places(index: Int) throws {
    // Two ranges from 40 on, two shapes, two output ranges from 104 on.
    try expect(
      "\(index == 0 ? "0x00000034" : "0x00000044"): size of input \(index) is 59 bytes; must be at least 60 bytes"
    ) {
      $0.inputs[index].range = Self.first
      $0.inputs[index].range.byteCount = 59
    }
    try expect(
      "\(index == 0 ? "0x0000004C" : "0x0000005C"): extent 1 of input \(index) is 0; must be at least 1"
    ) {
      $0.inputs[index].shape.c = 0
    }
    try expect(
      "\(index == 0 ? "0x00000070" : "0x00000080"): output \(index) covers bytes 3617..<4097 of a memory of 4096 bytes"
    ) {
      $0.outputs[index].start = 3617
    }
  }

  @Test("an input cannot be constant, nor a map in KPU RAM reach beyond it")
  func memories() throws {
    try expect("0x00000028: memory of input 0 is constants; must be main memory or KPU RAM") {
      $0.inputs[0].range.memory = .constant
    }
    try expect("0x00000040: start of input 1 is 641; must be a multiple of 64") {
      $0.inputs[1].range.start = 641
    }
    try expect("0x00000040: input 1 covers bytes 640..<2097280 of a memory of 2097152 bytes") {
      $0.inputs[1].shape = ShapeV4(8190, 3, 4, 5)
    }
    try expect("0x00000040: size of input 1 is negative or beyond 64 bits; must be at most 2097152 bytes") {
      $0.inputs[1].shape = ShapeV4(.max, .max, .max, .max)
    }
    var model = Self.model()
    model.inputs[1].shape = ShapeV4(8189, 3, 4, 5)
    try model.validate()
  }

  @Test("the declared memory is rounded up to 8 bytes", arguments: [(4089, true), (4088, false)])
  func rounding(byteCount: UInt32, isEnough: Bool) {
    var model = Self.model()
    model.outputs[1].start = 3616
    model.mainMemoryByteCount = byteCount
    #expect(((try? model.validate()) != nil) == isEnough)
  }

  @Test("the two targets of the compiler are accepted", arguments: [(0, true), (1, true), (2, false)])
  func targets(target: UInt32, isKnown: Bool) {
    var model = Self.model()
    model.target = target
    #expect(((try? model.validate()) != nil) == isKnown)
  }
}
