import AxeraNPU
import Containers
import NPUGraph
import OpKernels
import Simulation
import Tensors
import Testing

/// A small network for pictures: convolution, hard swish, pool, squeeze and excitation, classes.
private enum SampleNetwork {
  /// Numbers that look random and are the same each time.
  static func numbers(_ count: Int, _ seed: Int, _ scale: Float) -> [Float] {
    (0..<count).map { Float(($0 &* 7919 &+ seed &* 104_729) % 2003) / 1001.5 * scale - scale }
  }

  static var graph: Graph {
    var graph = Graph()
    func value(_ name: String, _ extents: [Int]) -> Int {
      graph.values.append(Graph.Value(name: name, elementType: .float32, shape: Shape(extents)))
      return graph.values.count - 1
    }
    func add(_ label: String, _ operation: NPUGraph.Operation, _ inputs: [Int], _ extents: [Int]) -> Int {
      let output = value("v\(graph.nodes.count)", extents)
      graph.nodes.append(
        Graph.Node(
          name: "n\(graph.nodes.count)", label: label, operation: operation, inputs: inputs, outputs: [output]
        ))
      return output
    }
    let input = value("x", [1, 3, 12, 16])
    graph.inputs = [input]
    let first = Window2D(
      inputChannels: 3, inputHeight: 12, inputWidth: 16, outputChannels: 8, outputHeight: 6, outputWidth: 8,
      kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2, paddingTop: 1, paddingLeft: 1)
    let sums = add(
      "Conv",
      .floatConvolution(
        FloatConvolution(window: first, weights: numbers(216, 1, 0.4), bias: numbers(8, 2, 0.3))), [input],
      [1, 8, 6, 8])
    let hidden = add("HardSwish", .activation(.hardSwish), [sums], [1, 8, 6, 8])
    let whole = Window2D(
      inputChannels: 8, inputHeight: 6, inputWidth: 8, outputChannels: 8, outputHeight: 1, outputWidth: 1,
      groups: 8, kernelHeight: 6, kernelWidth: 8)
    let mean = add("GlobalAveragePool", .averagePool(whole, countsPadding: false), [hidden], [1, 8, 1, 1])
    let gate = add("Sigmoid", .activation(.sigmoid), [mean], [1, 8, 1, 1])
    let scaled = add("Mul", .binary(.multiply), [hidden, gate], [1, 8, 6, 8])
    let last = Window2D(
      inputChannels: 8, inputHeight: 6, inputWidth: 8, outputChannels: 4, outputHeight: 6, outputWidth: 8,
      kernelHeight: 1, kernelWidth: 1)
    let output = add(
      "Conv",
      .floatConvolution(
        FloatConvolution(window: last, weights: numbers(32, 3, 0.5), bias: numbers(4, 4, 0.2))), [scaled],
      [1, 4, 6, 8])
    graph.outputs = [output]
    return graph
  }

  /// Pixels of a picture, pixel by pixel.
  static func picture(_ seed: Int) -> [UInt8] {
    (0..<(12 * 16 * 3)).map {
      UInt8(truncatingIfNeeded: ($0 / 3 % 16) * 9 + ($0 / 48) * 7 + ($0 % 3) * 40 + seed * 31)
    }
  }
}

@Suite("models are built, stored, read and run")
struct JointModelTests {
  private static func configuration(
    _ change: (inout BuildConfiguration) -> Void = { _ in }
  ) -> BuildConfiguration {
    var configuration = BuildConfiguration(dialect: .pulsar)
    configuration.inputSteps = [
      SelectedSteps(
        selector: .all, dataType: nil,
        steps: [
          .affine(slope: [1], slopeDivisor: [255], bias: [], biasDivisor: []),
          .normalization(means: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.225]),
        ])
    ]
    change(&configuration)
    return configuration
  }

  /// A model built on eight pictures, and its builder.
  private static func build(
    _ configuration: BuildConfiguration = configuration(), of network: Graph = SampleNetwork.graph
  ) throws -> (bytes: [UInt8], model: JointModel, builder: ModelBuilder, graph: Graph) {
    let builder = try ModelBuilder(network, configuration)
    var calibrator = try builder.calibrator(sampleCount: 8, options: RunOptions(), math: .deterministic)
    for pass in 0..<calibrator.passCount {
      if pass > 0 { calibrator.beginNextPass() }
      for seed in 0..<8 {
        try calibrator.add([
          builder.inputs[0].numbers(of: Self.fed(SampleNetwork.picture(seed), builder.inputs[0]))
        ])
      }
    }
    let quantized = try builder.quantized(try calibrator.ranges())
    let metadata = JointMetadata(
      target: builder.target, mode: builder.mode, inputs: builder.inputs,
      outputs: quantized.graph.outputs.map { quantized.graph.values[$0].name },
      outputTypes: builder.outputTypes,
      calibration: .init(
        dataset: "pictures", count: 8, method: "MinMax", strategy: "per channel", digest: "00"),
      sourceDigest: "ff", sourceOperatorSet: 13, toolVersion: "1")
    let graph = quantized.graph.withoutUnneededValues()
    let bytes = try JointModel.file(graph, metadata)
    let model = try JointModel(ONNXModel(bytes), fileByteCount: bytes.count, math: .deterministic)
    return (bytes, model, builder, graph)
  }

  /// Bytes of pixels as an input wants them.
  private static func fed(_ pixels: [UInt8], _ input: ModelInput) -> [UInt8] {
    input.isBytes ? pixels : Tensor(floats: pixels.map { Float($0) }, shape: Shape([pixels.count])).bytes
  }

  private static func floats(_ builder: ModelBuilder, _ pixels: [UInt8]) throws -> [Float] {
    let numbers = builder.inputs[0].numbers(of: fed(pixels, builder.inputs[0]))
    let program = try GraphProgram(builder.graph, options: RunOptions(), math: .deterministic)
    return try program.run([Tensor(floats: numbers, shape: Shape([numbers.count])).bytes], observe: nil)[0]
      .floats
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    Difference(a, b, log10: { _ in 0 }).cosine
  }

  @Test("codes give nearly what floats give, and equal inputs give equal bytes")
  func accuracy() throws {
    let (bytes, model, builder, _) = try Self.build()
    #expect(try Self.build().bytes == bytes)
    let runner = try model.makeRunner(RunOptions())
    for seed in [0, 3, 20] {
      let picture = SampleNetwork.picture(seed)
      let found = try runner.run([picture], observe: nil)[0].floats
      #expect(Self.cosine(try Self.floats(builder, picture), found) > 0.995)
    }
    #expect(model.identity.chip == "AX620A")
    #expect(model.inputs[0].shape.extents == [1, 12, 16, 3] && model.inputs[0].elementType == .uint8)
  }

  @Test(
    "outputs as codes stand for the floats that are given out otherwise",
    arguments: [BuildDataType.uint8, .int8])
  func codedOutputs(type: BuildDataType) throws {
    let coded = Self.configuration { configuration in
      configuration.outputs = [TensorSettings(tensor: "v5")]
      configuration.outputs[0].compiled = TensorForm(dataType: type)
    }
    let (model, floats) = (try Self.build(coded).model, try Self.build().model)
    let description = model.outputs[0]
    #expect(description.elementType == (type == .uint8 ? .uint8 : .int8))
    #expect(description.byteCount * 4 == floats.outputs[0].byteCount)
    #expect(model.metadata.outputTypes == [type == .uint8 ? .uint8 : .int8])
    let quantization = try #require(description.quantization)
    #expect((type == .uint8 ? 0...255 : -128...127).contains(quantization.zeroPoint))
    let picture = SampleNetwork.picture(3)
    let codes = try model.makeRunner(RunOptions()).run([picture], observe: nil)[0]
    #expect(codes.elementType == description.elementType && codes.bytes.count == description.byteCount)
    #expect(
      codes.values(quantization).floats
        == (try floats.makeRunner(RunOptions()).run([picture], observe: nil)[0].floats))
  }

  @Test("an output that is floats within the network gets codes, and keeps its name")
  func codesOfFloats() throws {
    var network = SampleNetwork.graph
    network.values.append(
      Graph.Value(name: "scores", elementType: .float32, shape: network.values[network.outputs[0]].shape))
    network.nodes.append(
      Graph.Node(
        name: "last", label: "Softmax", operation: .softmax(axis: 1), inputs: network.outputs,
        outputs: [network.values.count - 1]))
    network.outputs = [network.values.count - 1]
    let configuration = Self.configuration { configuration in
      configuration.outputs = [TensorSettings(tensor: "scores")]
      configuration.outputs[0].compiled = TensorForm(dataType: .uint8)
    }
    let model = try Self.build(configuration, of: network).model
    #expect(model.outputs.map(\.name) == ["scores"])
    let quantization = try #require(model.outputs[0].quantization)
    let codes = try model.makeRunner(RunOptions()).run([SampleNetwork.picture(2)], observe: nil)[0]
    // Four classes at each pixel, whose scores sum to 1 but for what rounding takes.
    let scores = codes.values(quantization).floats
    for pixel in 0..<48 {
      let sum = (0..<4).reduce(0 as Float) { $0 + scores[$1 * 48 + pixel] }
      #expect(abs(sum - 1) <= 2.5 * quantization.scale)
    }
  }

  @Test("outputs of types that are not built are refused by name")
  func otherOutputs() {
    let wide = Self.configuration { configuration in
      configuration.outputs = [TensorSettings(tensor: "v5")]
      configuration.outputs[0].compiled = TensorForm(dataType: .int16)
    }
    #expect { try ModelBuilder(SampleNetwork.graph, wide) } throws: { error in
      "\(error)".contains("v5") && "\(error)".contains("int16") && "\(error)".contains("float32, int8, uint8")
    }
  }

  @Test("swapped colours and doubled deviations lower the cosine")
  func wrongPreprocessing() throws {
    let (_, model, builder, _) = try Self.build()
    let picture = SampleNetwork.picture(5)
    let reference = try Self.floats(builder, picture)
    let runner = try model.makeRunner(RunOptions())
    let right = Self.cosine(reference, try runner.run([picture], observe: nil)[0].floats)
    let swapped = picture.indices.map { picture[$0 / 3 * 3 + 2 - $0 % 3] }
    #expect(Self.cosine(reference, try runner.run([swapped], observe: nil)[0].floats) < right - 0.001)
    let doubled = Self.configuration { configuration in
      configuration.inputSteps[0].steps.append(.normalization(means: [0], deviations: [2]))
    }
    let wrong = try Self.build(doubled).model.makeRunner(RunOptions())
    #expect(Self.cosine(reference, try wrong.run([picture], observe: nil)[0].floats) < right - 0.001)
  }

  @Test("what is fed as RGB or YUV comes to a network of BGR as it was meant")
  func formats() throws {
    let bgr = try Self.build()
    let rgb = try Self.build(
      Self.configuration { configuration in
        var settings = TensorSettings(tensor: nil)
        settings.source = TensorForm(format: .bgr)
        settings.compiled = TensorForm(format: .rgb)
        configuration.inputs = [settings]
        // Counted as the program feeds them.
        configuration.inputSteps[0].steps[1] = .normalization(
          means: [0.406, 0.456, 0.485], deviations: [0.225, 0.224, 0.229])
      })
    let picture = SampleNetwork.picture(1)
    let swapped = picture.indices.map { picture[$0 / 3 * 3 + 2 - $0 % 3] }
    #expect(
      rgb.model.metadata.inputs[0].numbers(of: swapped) == bgr.model.metadata.inputs[0].numbers(of: picture))
    var input = bgr.model.metadata.inputs[0]
    input.format = .nv12
    #expect(input.fedExtents == [1, 18, 16, 1])
    // Grey: brightness alone, both colours at their middle.
    let grey = [UInt8](repeating: 90, count: 192) + [UInt8](repeating: 128, count: 96)
    #expect(input.planes(of: grey) == [UInt8](repeating: 90, count: 576))
    // Red by BT.601: Y 76, U 85, V 255.
    let red = [UInt8](repeating: 76, count: 192) + (0..<96).map { $0 % 2 == 0 ? 85 : 255 }
    let planes = input.planes(of: red)
    #expect(planes[0] < 3 && planes[192] < 3 && planes[384] > 251)
    input.format = .nv21
    #expect(input.planes(of: red)[0] > 251)
  }

  @Test("floats may be fed, planes first or last")
  func floatInputs() throws {
    let (_, model, builder, _) = try Self.build(
      Self.configuration { configuration in
        var settings = TensorSettings(tensor: "x")
        settings.compiled = TensorForm(dataType: .float32)
        configuration.inputs = [settings]
      })
    let picture = SampleNetwork.picture(2)
    let bytes = Self.fed(picture, builder.inputs[0])
    let found = try model.makeRunner(RunOptions()).run([bytes], observe: nil)[0].floats
    #expect(Self.cosine(try Self.floats(builder, picture), found) > 0.995)
  }

  @Test("layers are given 16 bits or floats by name, operator and place")
  func overrides() throws {
    func precisions(_ layer: LayerSettings) throws -> [ElementType] {
      let graph = try Self.build(Self.configuration { $0.layers = [layer] }).model.graph
      return ["v1", "v4"].map { name in
        graph.values.first { $0.name == name }?.elementType ?? .float32
      }
    }
    func layer(_ selector: SettingSelector, _ type: BuildDataType) -> LayerSettings {
      LayerSettings(selector: selector, inputType: type)
    }
    let named = try precisions(layer(.name("n4"), .uint16))
    #expect(named == [.int8, .int16])
    #expect(try precisions(layer(.operations(["HardSwish"]), .int16))[0] == .int16)
    #expect(try precisions(layer(.name("n4"), .float32))[1] == .float32)
    #expect(try precisions(layer(.between(start: ["v1"], end: ["v4"]), .uint16))[1] == .int16)
  }

  @Test("a model with layers of 16 bits gives the same bytes before it is stored and after")
  func wideRoundTrip() throws {
    let text = """
      {"model_type": "ONNX", "target_hardware": "AX650", "npu_mode": "NPU1",
       "quant": {"calibration_method": "MinMax",
         "layer_configs": [{"op_types": ["HardSwish"], "data_type": "S16"}, {"layer_name": "n5", "data_type": "U16"}]}}
      """
    let layers = try BuildConfiguration(pulsar2: Array(text.utf8)).layers
    let (bytes, model, _, graph) = try Self.build(Self.configuration { $0.layers = layers })
    let wide = model.graph.values.filter { $0.elementType == .int16 }.map(\.name)
    #expect(wide.contains("v1") && wide.contains("v5"))
    #expect(try JointModel.file(model.graph, model.metadata) == bytes)
    let before = try GraphProgram(graph, options: RunOptions(), math: .deterministic)
    let after = try model.makeRunner(RunOptions())
    for seed in 0..<4 {
      let picture = SampleNetwork.picture(seed)
      var layers: [[UInt8]] = []
      let expected = try before.run([model.metadata.inputs[0].graphBytes(of: picture)]) {
        layers.append($0.bytes)
      }
      var found: [[UInt8]] = []
      #expect(try after.run([picture], observe: { found.append($0.bytes) }) == expected)
      #expect(found == layers)
    }
  }

  @Test("half an NPU takes longer, and no chip has modes of others")
  func modes() throws {
    func milliseconds(_ part: VirtualNPU) throws -> Double {
      let model = try Self.build(Self.configuration { $0.virtualNPU = part }).model
      return model.estimate(at: model.nominalClocks).milliseconds
    }
    #expect(try milliseconds(.half111) >= milliseconds(.whole))
    #expect(throws: BuildError.self) { try Self.build(Self.configuration { $0.virtualNPU = .part311 }) }
    #expect(throws: BuildError.self) { try Self.build(Self.configuration { $0.target = .m57 }) }
  }

  @Test("inputs and outputs that are not built are refused by name")
  func refusals() throws {
    func refusal(_ change: (inout BuildConfiguration) -> Void) throws -> BuildError {
      try #require(throws: BuildError.self) { try Self.build(Self.configuration(change)) }
    }
    var settings = TensorSettings(tensor: nil)
    settings.compiled = TensorForm(format: .rgba)
    #expect(try refusal { $0.inputs = [settings] }.description.contains("input x"))
    settings.compiled = TensorForm(dataType: .int8)
    #expect(try refusal { $0.inputs = [settings] }.description.contains("int8"))
    settings.compiled = TensorForm(dataType: .int16)
    #expect(try refusal { $0.outputs = [settings] }.description.contains("output v5"))
    let step = PreprocessingStep.normalization(means: [1, 2], deviations: [])
    #expect(try refusal { $0.inputSteps[0].steps = [step] }.description.contains("3 channels"))
  }

  @Test("device times are those of the chip's model, marked as estimates")
  func times() throws {
    let model = try Self.build().model
    let lines = model.deviceTimes(at: model.nominalClocks, loadMilliseconds: 12.5, repeats: 100).lines
    #expect(lines[0].hasPrefix("Create handle took 12.50 ms"))
    #expect(lines[1].contains("(99 rounds for average)") && lines[1].contains("estimated"))
  }
}

@Suite("built models on damaged files")
struct DamagedJointTests {
  private static let file: [UInt8] = {
    let value = Graph.Value(name: "x", elementType: .float32, shape: Shape([1, 4]))
    var output = value
    output.name = "y"
    let graph = Graph(
      values: [value, output],
      nodes: [Graph.Node(name: "n", label: "Relu", operation: .activation(.relu), inputs: [0], outputs: [1])],
      inputs: [0], outputs: [1])
    let metadata = JointMetadata(
      target: "AX650N", mode: "NPU1", inputs: [ModelInput(name: "x", extents: [1, 4])], outputs: ["y"],
      calibration: .init(dataset: "d", count: 1, method: "KL", strategy: "per tensor", digest: ""),
      sourceDigest: "", sourceOperatorSet: 13, toolVersion: "1")
    return (try? JointModel.file(graph, metadata)) ?? []
  }()

  private static func read(_ bytes: [UInt8]) throws -> JointModel {
    try JointModel(ONNXModel(bytes), fileByteCount: bytes.count, math: .deterministic)
  }

  @Test("the metadata come back as they were written")
  func metadata() throws {
    let model = try Self.read(Self.file)
    #expect(try JointMetadata(json: model.metadata.json) == model.metadata)
    #expect(JointModel.recognizes(try ONNXModel(Self.file)))
  }

  @Test("every shortened file is an error")
  func truncation() {
    for count in 0..<Self.file.count {
      #expect(throws: (any Error).self) { try Self.read(Array(Self.file.prefix(count))) }
    }
  }

  @Test("changed bytes never trap")
  func mutation() throws {
    #expect(!Self.file.isEmpty)
    var state: UInt64 = 1
    for _ in 0..<4000 {
      var bytes = Self.file
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
      }
      guard let model = try? Self.read(bytes) else { continue }
      let inputs = model.inputs.map { [UInt8](repeating: 1, count: min($0.byteCount, 1 << 16)) }
      _ = try? model.makeRunner(RunOptions(maximumMainMemory: 1 << 20, maximumOperations: 1 << 20)).run(
        inputs, observe: nil)
    }
  }

  @Test("metadata that don't fit the graph are refused with the member's name")
  func contradictions() throws {
    let text = try Self.read(Self.file).metadata.json
    for (old, new, word) in [
      ("\"AX650N\"", "\"AX1\"", "AX1"), ("\"format\":1", "\"format\":9", "format"),
      ("[1,4]", "[1,5]", "input x"), ("\"outputs\":[\"y\"]", "\"outputs\":[]", "outputs"),
      ("\"slopes\":[1065353216]", "\"slopes\":[-1]", "slopes"),
    ] {
      #expect(text.contains(old), "\(old)")
      var file = try ONNXModel(Self.file)
      file.metadata = [ONNXMetadata(key: "npusim", value: text.split(separator: old).joined(separator: new))]
      let error = try #require(throws: JointError.self) {
        try JointModel(file, fileByteCount: 0, math: .deterministic)
      }
      #expect(error.description.contains(word))
    }
  }
}
