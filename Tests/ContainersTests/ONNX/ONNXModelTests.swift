import Containers
import TestSupport
import Testing

@Suite("ONNX models")
struct ONNXModelTests {
  @Test("what is written is read again, and written again the same") func roundTrip() throws {
    let bytes = SampleONNX.model.bytes()
    let again = try ONNXModel(bytes)
    #expect(again == SampleONNX.model)
    #expect(again.bytes() == bytes)
  }

  @Test("every field is where the schema has it") func fields() throws {
    let model = try ONNXModel(SampleONNX.model.bytes())
    #expect(model.irVersion == 8 && model.producerName == "kiln" && model.modelVersion == -3)
    #expect(model.operatorSetVersion() == 13 && model.operatorSetVersion("ai.onnx") == 13)
    #expect(model.operatorSetVersion("org.example") == 1 && model.operatorSetVersion("x") == nil)
    #expect(model.metadata("author") == "nobody" && model.metadata("x") == nil)
    let node = model.graph.nodes[0]
    #expect(node.ints("kernel_shape") == [3, 3] && node.int("group") == 1 && node.float("alpha") == 0.25)
    #expect(node.string("auto_pad") == "NOTSET" && node.floats("scales") == [1, 2.5])
    #expect(node.int("kernel_shape") == nil && node.ints("none") == nil && node.inputs == ["x", "w", ""])
    #expect(model.graph.inputs[0].fixedDimensions == nil && model.graph.valueInfos[0].fixedDimensions == [])
    #expect(model.graph.initializer("w")?.storedByteCount == 36)
  }

  /// Bytes as another writer made them (the ONNX project's own, 1.17): one Relu from a to b, opset 13.
  @Test("a file of another writer is read") func otherWriter() throws {
    let file: [UInt8] =
      [0x08, 0x08, 0x12, 0x01, 0x70, 0x3A, 0x37]
      + [0x0A, 0x0C, 0x0A, 0x01, 0x61, 0x12, 0x01, 0x62, 0x22, 0x04, 0x52, 0x65, 0x6C, 0x75]
      + [0x12, 0x01, 0x67]
      + [0x5A, 0x11, 0x0A, 0x01, 0x61, 0x12, 0x0C, 0x0A, 0x0A, 0x08, 0x01, 0x12, 0x06]
      + [0x0A, 0x00, 0x0A, 0x02, 0x08, 0x04]
      + [0x62, 0x11, 0x0A, 0x01, 0x62, 0x12, 0x0C, 0x0A, 0x0A, 0x08, 0x01, 0x12, 0x06]
      + [0x0A, 0x02, 0x08, 0x01, 0x0A, 0x00, 0x42, 0x04, 0x0A, 0x00, 0x10, 0x0D]
    let model = try ONNXModel(file)
    #expect(model.graph.nodes == [ONNXNode(operation: "Relu", inputs: ["a"], outputs: ["b"])])
    #expect(
      model.graph.inputs == [
        ONNXValueInfo(name: "a", elementType: .float, dimensions: [.unknown, .fixed(4)])
      ])
    #expect(model.operatorSetVersion() == 13)
    #expect(ONNXModel.recognizes(file))
  }

  @Test("attributes without a type are what they hold") func untypedAttributes() throws {
    let file = SampleONNX.file {
      $0.write(1) { node in
        node.write(5) {
          $0.write(1, string: "i"); $0.write(3, integer: 4)
        }
        node.write(5) {
          $0.write(1, string: "f"); $0.write(2, float: 0.5)
        }
        node.write(5) {
          $0.write(1, string: "s"); $0.write(4, string: "t")
        }
        node.write(5) {
          $0.write(1, string: "is"); $0.write(8, packed: [4, -5] as [Int64])
        }
        node.write(5) {
          $0.write(1, string: "fs"); $0.write(7, packed: [4, -5] as [Float])
        }
        node.write(5) { $0.write(1, string: "none") }
      }
    }
    let node = try ONNXModel(file).graph.nodes[0]
    #expect(node.int("i") == 4 && node.float("f") == 0.5 && node.string("s") == "t")
    #expect(node.ints("is") == [4, -5] && node.floats("fs") == [4, -5])
    #expect(node.attribute("none") == .other(kind: 0))
  }

  @Test("what is not read is kept and written again") func opaque() throws {
    var writer = ProtobufWriter()
    writer.write(1, integer: 8)
    writer.write(7) { graph in
      graph.write(2, string: "g")
      graph.write(14) { $0.write(1, string: "annotated") }
      graph.write(15) { sparse in
        sparse.write(1) {
          $0.write(2, integer: 1); $0.write(8, string: "s")
        }
        sparse.write(3, integer: 100)
      }
    }
    writer.write(25) { $0.write(1, string: "function") }
    let model = try ONNXModel(writer.bytes)
    #expect(model.opaqueFields.map(\.number) == [25] && model.graph.opaqueFields.map(\.number) == [14])
    #expect(model.graph.initializers.map(\.name) == ["s"] && model.graph.initializers[0].dimensions == [100])
    #expect(try ONNXModel(model.bytes()) == model)
  }

  @Test("a file is recognised, whole or cut, and nothing else is") func recognition() {
    let file = SampleONNX.model.bytes()
    #expect(ONNXModel.recognizes(file))
    #expect(ONNXModel.recognizes(Array(file[..<(file.count - 90)])))
    #expect(
      !ONNXModel.recognizes([]) && !ONNXModel.recognizes([8, 8]) && !ONNXModel.recognizes([8, 8, 0x3A, 0]))
    let text = "input_path: \"model.onnx\"\n:\n# graph { node { op_type: \"Conv\" } }\n"
    #expect(!ONNXModel.recognizes(Array(text.utf8)))
    var random = SplitMix64(seed: 4)
    for _ in 0..<20_000 {
      var bytes = random.bytes(64)
      #expect(!ONNXModel.recognizes(bytes))
      // As if by a start that fits.
      bytes[0] = 8
      bytes[1] = 8
      if ONNXModel.recognizes(bytes) { #expect(bytes[2] & 7 == 2) }
    }
  }
}
