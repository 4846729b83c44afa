import Bytes
import KModel
import Testing

@Suite("kmodel v3: both sides of every limit")
struct LimitV3Tests {
  /// Where the only body of `LayoutV3Tests.model` begins in its file.
  private static let bodyOffset = 44

  private static func model(_ operation: OperationV3) -> KModelV3 {
    var model = LayoutV3Tests.model(operation)
    model.layers[0].bodyOffset = bodyOffset
    return model
  }

  @Test("the last value that a rule allows is accepted", arguments: LimitV3.all)
  func accepted(limit: LimitV3) throws {
    try Self.model(limit.accepted).validate()
  }

  @Test("the first value beyond it is refused with its place, found and expected", arguments: LimitV3.all)
  func refused(limit: LimitV3) {
    let offset = Self.bodyOffset + limit.offset
    do throws(KModelError) {
      try Self.model(limit.refused).validate()
      Issue.record("nothing was reported")
    } catch {
      let place = "layer 0 (\(limit.refused.name)) at \(Hexadecimal.address(offset))"
      #expect(error.description == "\(place): \(limit.message)")
      #expect(error.offset == offset && error.layer == 0)
    }
  }

  @Test("every layer type but the KPU convolution, tested apart, has a limit")
  func complete() {
    #expect(Set(LimitV3.all.map(\.refused.code)).union([.k210Conv]) == Set(OperationV3.Code.allCases))
  }

  @Test("the second of two layers is named and placed as such")
  func secondLayer() throws {
    let good = OperationV3.softmax(OperationV3.Elementwise(input: 8, output: 16, count: 3))
    let bad = OperationV3.logistic(OperationV3.Elementwise(input: 8, output: 7992, count: 3))
    var model = LayoutV3Tests.model(good)
    model.layers.append(KModelV3.Layer(operation: bad, bodyOffset: 68))
    #expect(
      throws: KModelError(
        .outsideMemory(name: "output", start: 7992, byteCount: 12, limit: 8000), offset: 76, layer: 1,
        subject: "layer 1 (logistic)")
    ) { try model.validate() }
  }

  @Test("each output must end inside main memory", arguments: [(0, 28), (1, 36), (2, 44)])
  func outputs(index: Int, offset: Int) throws {
    var model = LayoutV3Tests.model(.softmax(OperationV3.Elementwise(input: 8, output: 16, count: 3)))
    model.outputs = [KModelV3.Output](repeating: KModelV3.Output(address: 7936, byteCount: 64), count: 3)
    try model.validate()
    model.outputs[index].address += 1
    #expect(
      throws: KModelError(
        .outsideMemory(name: "output \(index)", start: 7937, byteCount: 64, limit: 8000), offset: offset,
        subject: "header")
    ) { try model.validate() }
    model.outputs[index] = KModelV3.Output(address: .max, byteCount: .max)
    #expect(
      throws: KModelError(
        .outsideMemory(
          name: "output \(index)", start: 0xFFFF_FFFF, byteCount: 0xFFFF_FFFF, limit: 8000),
        offset: offset, subject: "header")
    ) { try model.validate() }
  }
}
