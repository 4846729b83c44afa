import KModel
import TestSupport
import Testing

@Suite("equality of models: what layers do, not where they were read from")
struct EqualityTests {
  @Test("layers and nodes differ by flags and contents, not by place")
  func places() {
    let softmax = OperationV3.softmax(OperationV3.Elementwise(input: 0, output: 0, count: 1))
    let layer = KModelV3.Layer(flags: 1, operation: softmax, bodyOffset: 44)
    #expect(layer == KModelV3.Layer(flags: 1, operation: softmax))
    #expect(layer != KModelV3.Layer(flags: 0, operation: softmax, bodyOffset: 44))
    let logistic = OperationV3.logistic(OperationV3.Elementwise(input: 0, output: 0, count: 1))
    #expect(layer != KModelV3.Layer(flags: 1, operation: logistic, bodyOffset: 44))
    let copy = OperationV4.memoryCopy(BodyCaseV4.bytes)
    #expect(KModelV4.Node(operation: copy, bodyOffset: 8) == KModelV4.Node(operation: copy))
    #expect(
      KModelV4.Node(operation: copy)
        != KModelV4.Node(operation: .memoryCopy(BodyCaseV4.floats)))
  }

  @Test("a program's padding is no part of it, since nothing says where a program ends")
  func programs() {
    func program(_ bytes: [UInt8]) -> OperationV4.NNILUnaryMethod {
      OperationV4.NNILUnaryMethod(operands: BodyCaseV4.floats, program: bytes[...])
    }
    #expect(program([3, 1]) == program([3, 1, 0, 0, 0]))
    #expect(program([0, 0]) == program([]))
    #expect(program([3, 1]) != program([3, 0, 1]))
    #expect(program([3, 1]) != program([3]))
    var moved = program([3, 1])
    moved.operands.input.start += 1
    #expect(moved != program([3, 1]))
  }

  @Test("a KPU node's gaps are no part of it, all other bits of the argument are")
  func gaps() throws {
    let nodes = try KPULayer().version4().nodes
    guard case .kpuConv2D(let body) = nodes[0].operation else {
      Issue.record("the node changed its type")
      return
    }
    var other = body
    other.argument.batchNormAddress = 1
    other.argument.activationAddress = 2
    other.argument.weightsAddress = 3
    #expect(other == body)
    let changes: [(inout OperationV4.KPUConv2D) -> Void] = [
      { $0.argument.padValue = 1 }, { $0.batches = 2 }, { $0.reserved = 1 },
      { $0.mainMemoryOutput.start = 1 }, { $0.parameters.weights = [] }, { $0.argument.words[11] |= 1 },
    ]
    for change in changes {
      var changed = body
      change(&changed)
      #expect(changed != body)
    }
  }

  @Test("padding of each axis counts", arguments: 0..<4)
  func padding(axis: Int) throws {
    let pad = try #require(ValidationV4Tests.pad)
    var changed = pad
    #expect(changed == pad)
    changed.padding[axis].after += 1
    #expect(changed != pad)
    changed.padding[axis].after -= 1
    changed.padding[axis].before -= 1
    #expect(changed != pad)
  }
}
