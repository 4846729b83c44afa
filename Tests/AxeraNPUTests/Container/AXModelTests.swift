import AxeraNPU
import Bytes
import Containers
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("the vendor's .axmodel files")
struct AXModelTests {
  @Test("the first generation names one blob and says little more") func first() throws {
    let model = try AXModel(SampleAXModel(generation: .first, version: "1.1-beta2").bytes)
    #expect(
      model.generation == .first && model.compilerVersion == "1.1-beta2" && model.compilerCommit == "a8a80616"
    )
    #expect(model.cores == nil && model.batches == [1] && model.irVersion == 6)
    #expect(model.inputs.map(\.name) == ["image"] && model.inputs[0].layout == .native)
    #expect(model.blobs.map(\.name) == ["npu_0_data"] && model.byteCount(of: .program) == 500)
    #expect(
      model.subgraphs.map(\.inputs) == [["image"]] && model.subgraphs[0].programs[0].blob == "npu_0_data")
    // 500 of program, 2 × 48 × 32 of input, 4 × 20 of output.
    #expect(model.estimatedMemoryByteCount == 500 + 3072 + 80)
  }

  @Test("the third generation says cores, batches, formats, and what each blob is for") func third() throws {
    var sample = SampleAXModel()
    sample.hasCPUNode = true
    let model = try AXModel(sample.bytes)
    #expect(model.generation == .third && model.cores == 3 && model.batches == [1, 2])
    #expect(model.inputs[0].layout == .nhwc && model.inputs[0].format == .nv12)
    #expect(model.outputs[0].layout == .native && model.outputs[0].format == .automatic)
    #expect(
      model.blobs.map(\.name) == [
        "npu_params", "npu_dyn_params", "subgraph_npu_0_b1_neu", "subgraph_npu_0_b2_neu",
      ])
    #expect(model.blobs.map(\.role) == [.parameters, .dynamicParameters, .program, .program])
    #expect(model.byteCount(of: .program) == 620 && model.byteCount(of: .parameters) == 100)
    #expect(model.subgraphs.count == 2 && model.cpuNodeCount == 1)
    #expect(model.parts[1] == .cpu(operation: "Softmax", name: "cpu_1"))
    #expect(model.subgraphs[0].outputTypes.map(\.extents) == [[2, 10]])
    #expect(model.subgraphs[0].programs[1].dynamicParameters == ["npu_dyn_params"])
  }

  @Test("the second generation has no parameters of run time; an absent count of cores means one")
  func second() throws {
    let model = try AXModel(SampleAXModel(generation: .second, cores: 1, batches: [4]).bytes)
    #expect(model.generation == .second && model.cores == 1 && model.batches == [4])
  }

  @Test("only files of this producer are taken") func recognition() throws {
    #expect(
      AXModel.recognizes(SampleAXModel().bytes) && AXModel.recognizes(SampleAXModel(generation: .first).bytes)
    )
    let other = SampleAXModel(producer: "pytorch").bytes
    #expect(!AXModel.recognizes(other) && ONNXModel.recognizes(other))
    #expect(!AXModel.recognizes([]) && !AXModel.recognizes(Array("Pulsar2".utf8)))
    let error = try #require(throws: AXModelError.self) { try AXModel(other) }
    #expect("\(error)" == "model: the producer is 'pytorch'; must be 'Pulsar2', as of compiled models")
  }

  @Test(
    "broken descriptions are refused in words",
    arguments: [
      (SampleAXModel(missing: "npu_params"), "node 0 ('npu_0'): the blob 'npu_params' is not in the file"),
      (
        SampleAXModel(missing: "subgraph_npu_0_b2_neu"), "the blob 'subgraph_npu_0_b2_neu' is not in the file"
      ),
      (SampleAXModel(generation: .first, missing: "npu_0_data"), "the blob 'npu_0_data' is not in the file"),
      (SampleAXModel(extraData: "C"), "extra_data: its text is 'C'; must be base64"),
      (
        SampleAXModel(extraData: Base64.text([0x0A, 9])),
        "extra_data: protobuf, byte 1: 9 bytes are needed; 0 are left"
      ),
      (
        SampleAXModel(extraData: Base64.text([0x22, 2, 0x18, 0x63])),
        "the number of cores is 9; must be 1 to 8"
      ),
      (SampleAXModel(extraData: Base64.text([0x22, 2, 0x1A, 0])), "holds 0 bytes"),
      (SampleAXModel(graphInfo: "{"), "npu_graph_info, line 1: the text ends"),
      (SampleAXModel(graphInfo: "{}"), "npu_graph_info.dotneus is missing; must be a list of programs"),
      (SampleAXModel(graphInfo: "{\"dotneus\": [{}]}"), "dotneus.neu_key is missing"),
      (
        SampleAXModel(graphInfo: "{\"dotneus\": [{\"neu_key\": \"npu_params\", \"batch\": 0}]}"),
        "batch is the number 0"
      ),
      (
        SampleAXModel(
          graphInfo: "{\"dotneus\": [{\"neu_key\": \"npu_params\", \"batch\": 1, \"extra_inputs\": "
            + "[{\"const_data_key\": \"npu_params\"}]}]}"), "both program and parameters"
      ),
      (SampleAXModel(outputsInfo: "[]"), "outputs_info is a list; must be an object"),
      (
        SampleAXModel(outputsInfo: "{\"a\": [\"FP32\", [-1]]}"),
        "outputs_info is a list; must be a list of extents"
      ),
    ] as [(SampleAXModel, String)])
  func refusals(sample: SampleAXModel, words: String) throws {
    let error = try #require(throws: AXModelError.self) { try AXModel(sample.bytes) }
    #expect(error.description.contains(words), "\(error)")
  }

  @Test("blobs that are no bytes, or not as many as their shape says, are refused") func blobs() throws {
    var model = SampleAXModel().model
    model.graph.initializers[0].dimensions = [101]
    #expect(throws: AXModelError.self) { try AXModel(model.bytes()) }
    model.graph.initializers[0] = ONNXTensor(name: "npu_params", dimensions: [1], floats: [1])
    #expect(throws: AXModelError.self) { try AXModel(model.bytes()) }
    model = SampleAXModel().model
    model.graph.nodes = [ONNXNode(operation: "Relu", inputs: ["image"], outputs: ["scores"])]
    #expect(throws: AXModelError.self) { try AXModel(model.bytes()) }
    model.graph.nodes = [ONNXNode(operation: "neu mode", inputs: ["image"], outputs: ["scores"])]
    #expect(throws: AXModelError.self) { try AXModel(model.bytes()) }
  }

  @Test("cut or damaged files end in an error or a model") func damage() {
    let file = SampleAXModel().bytes
    var outcomes: Set<Bool> = []
    for count in stride(from: 0, to: file.count, by: 3) {
      outcomes.insert((try? AXModel(Array(file[..<count]))) != nil)
    }
    var random = SplitMix64(seed: 11)
    for _ in 0..<1000 {
      var copy = file
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        copy[Int.random(in: 0..<copy.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let model = try? AXModel(copy)
      outcomes.insert(model != nil)
      if let model {
        let simulated = VendorAxeraModel(model)
        _ = (simulated.facts, simulated.layers, simulated.inputs, simulated.memory)
      }
    }
    #expect(outcomes == [true, false])
  }

  @Test("the model describes itself, and does not run") func simulated() throws {
    let model = VendorAxeraModel(try AXModel(SampleAXModel().bytes))
    #expect(
      model.identity == ModelIdentity(format: "axmodel", version: 3, chip: "AX (Pulsar2)", accelerator: "NPU")
    )
    #expect(model.inputs.map(\.byteCount) == [3072] && model.outputs.map(\.byteCount) == [80])
    #expect(model.layers.map(\.parameterBytes) == [729] && model.layers[0].details == "npu_0, batch 1, 2")
    let facts = model.facts.map { "\($0.name): \($0.text)" }
    #expect(
      facts.prefix(4) == [
        "compiler: Pulsar2 3.1, commit a8a80616", "cores: 3 (NPU3)", "batches: 1, 2",
        "parts: 1 on the NPU, 0 on the CPU",
      ])
    #expect(facts[4] == "input: image: uint8 2x48x32x1 NHWC NV12")
    #expect(facts.last == "memory: about 3881 bytes of CMM: programs, parameters and tensors (an estimate)")
    let error = try #require(throws: SimulationError.self) { try model.makeRunner(RunOptions()) }
    #expect(
      error.kind == .notRunnable(reason: "the NPU program is opaque: give the ONNX source to `kiln build`"))
  }
}
