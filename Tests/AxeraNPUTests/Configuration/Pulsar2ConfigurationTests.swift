import AxeraNPU
import TestSupport
import Testing

@Suite("configurations of pulsar2")
struct Pulsar2ConfigurationTests {
  static func read(_ text: String) throws(ConfigurationError) -> BuildConfiguration {
    try BuildConfiguration(pulsar2: Array(text.utf8))
  }

  @Test("a whole configuration is read") func sample() throws {
    let configuration = try Self.read(SampleConfigurations.pulsar2)
    #expect(configuration.inputPath == "model/mobilenetv2-sim.onnx" && configuration.outputFolder == "output")
    #expect(configuration.outputName == "compiled.axmodel" && configuration.workFolder == "output")
    #expect(configuration.target == .ax620E && configuration.cores == 2)
    #expect(configuration.inputShapes.map(\.tensor) == ["data", "a:b"])
    #expect(configuration.inputShapes.map(\.extents) == [[1, 3, 224, 224], [2]])
    let dataset = try #require(configuration.calibration.datasets.first)
    #expect(dataset.tensor == nil && dataset.count == nil && dataset.format == .image)
    #expect(
      configuration.preprocessing(of: "data") == [
        .normalization(means: [103.939, 116.779, 123.68], deviations: [58, 58, 58])
      ])
    let input = try #require(configuration.inputSettings(of: "data"))
    #expect(input.source?.format == .bgr && input.source?.layout == .nchw)
    #expect(input.compiled == TensorForm(format: .nv12, dataType: .uint8, layout: .nhwc))
    #expect(input.extraShapes == [[1, 3, 448, 448], [1, 3, 96, 96]] && input.conversionMatrix.count == 12)
    #expect(
      configuration.outputs[0].permutation == [0, 2, 1]
        && configuration.outputs[0].compiled?.dataType == .uint8)
    #expect(
      configuration.layers.map(\.selector) == [
        .name("conv1"), .operations(["Softmax", "Conv"]), .between(start: ["DEFAULT"], end: ["a"]),
      ])
    #expect(configuration.calibration.method == .divergence && configuration.evaluation?.isPerLayer == true)
    #expect(
      configuration.constants.map(\.values) == [[1, -1.5], []] && configuration.constants[1].path == "w.npy")
    #expect(configuration.operations[0].attributes == "{\"axis\": \"x\", \"shift\": [1, 2]}")
    #expect(configuration.batch == Batch(sizes: [4], option: .dynamic))
    #expect(configuration.option("quant.conv_bias_data_type") == .choice("FP32"))
    #expect(configuration.option("quant.finetune_epochs") == .integer(500))
    #expect(configuration.option("compiler.check") == .integer(2) && configuration.isOn("compiler.npu_perf"))
    #expect(configuration.remarks.map(\.line) == [22, 28, 43])
    #expect(configuration.remarks.map(\.kind) == [.caution, .unsupported, .unsupported])
    #expect(configuration.remarks[0].message.contains("FP32 is passed over for Conv"))
  }

  @Test("a normalisation that is given later comes before the input's own and the calibration's")
  func normalization() throws {
    let own = """
      { "quant": { "input_configs": [
          { "calibration_dataset": "a", "calibration_mean": [1, 2, 3], "calibration_std": [4, 5, 6] }] },
        "input_processors": [{ "tensor_name": "x", "mean": [7, 7, 7], "std": [8, 8, 8] }] }
      """
    var configuration = try Self.read(own)
    configuration.normalizeInputs(means: [9], deviations: nil)
    #expect(
      configuration.preprocessing(of: "x") == [.normalization(means: [9], deviations: [8, 8, 8])])
    #expect(
      configuration.preprocessing(of: "y") == [.normalization(means: [9], deviations: [4, 5, 6])])
    configuration.normalizeInputs(means: [10, 11, 12], deviations: [13])
    for input in ["x", "y"] {
      #expect(
        configuration.preprocessing(of: input) == [
          .normalization(means: [10, 11, 12], deviations: [13])
        ])
    }
    var pulsar = BuildConfiguration(dialect: .pulsar)
    pulsar.normalizeInputs(means: [1], deviations: [2])
    pulsar.normalizeInputs(means: nil, deviations: [3])
    #expect(pulsar.preprocessing(of: "x") == [.normalization(means: [], deviations: [3])])
  }

  @Test("the expanded text says the same, and expands to itself") func expanded() throws {
    let configuration = try Self.read(SampleConfigurations.pulsar2)
    let text = configuration.expanded()
    var again = try Self.read(text)
    #expect(again.expanded() == text && again.remarks.map(\.message) == configuration.remarks.map(\.message))
    again.remarks = configuration.remarks
    #expect(again == configuration)
    #expect(
      text.contains("\n    \"conv_bias_data_type\": \"FP32\",\n    \"ln_scale_data_type\": \"FP32\",\n"))
    let empty = try Self.read("{}")
    #expect(try empty == BuildConfiguration(dialect: .pulsar2) && Self.read(empty.expanded()) == empty)
  }

  @Test("BGR for RGB is remarked on, and YUV is NHWC in any case") func formats() throws {
    let configuration = try Self.read(
      """
      { "input_processors": [
        { "tensor_name": "a", "tensor_format": "RGB", "src_format": "BGR" },
        { "src_format": "YUYV422", "src_layout": "NCHW", "mean": [0], "std": [2] } ] }
      """)
    #expect(configuration.remarks.map(\.line) == [2, 3])
    #expect(configuration.remarks[0].message.hasPrefix("BGR is not turned into RGB"))
    #expect(configuration.inputSettings(of: "b")?.compiled?.layout == .nhwc)
    #expect(configuration.inputSettings(of: "a")?.compiled?.layout == .nchw)
    #expect(configuration.preprocessing(of: "b") == [.normalization(means: [0], deviations: [2])])
  }

  @Test(
    "what is wrong is named with line and field",
    arguments: [
      ("{", "line 1: the text ends; must be a name in quotes"),
      ("[]", "line 1: a list; must be an object"),
      ("{\n\"quantt\": {}}", "line 2: quantt: no field of this name; the nearest is 'quant'"),
      (
        "{\"compiler\": {\"chec\": 1}}",
        "line 1: compiler.chec: no field of this name; the nearest is 'check'"
      ),
      ("{\"npu_mode\": \"NPU4\"}", "line 1: npu_mode: the text \"NPU4\"; must be one of NPU1, NPU2, NPU3"),
      ("{\"npu_mode\": 1}", "line 1: npu_mode: the number 1; must be one of NPU1, NPU2, NPU3"),
      (
        "{\"quant\": {\"input_configs\": {}}}",
        "line 1: quant.input_configs: an object; must be a list in brackets"
      ),
      (
        "{\"quant\": {\"check\": 1.5}}", "line 1: quant.check: the number 1.5; must be a whole number, 0 to 3"
      ),
      ("{\"input\": \"a\", \"input\": \"b\"}", "line 1: input: occurs twice; must be there once"),
      ("{\"input_shapes\": \"a:1x0\"}", "line 1: input_shapes: 'a:1x0'; must be name:1x3x224x224"),
      (
        "{\"quant\": {\"layer_configs\": [{\"layer_name\": \"a\", \"op_type\": \"b\"}]}}",
        "line 1: quant.layer_configs: layer_name and op_type; must be one of layer_name, op_type, layer_names, op_types, "
          + "start_tensor_names with end_tensor_names"
      ),
      (
        "{\"quant\": {\"input_configs\": [{}]}}",
        "line 1: quant.input_configs.calibration_dataset: is missing"
      ),
      (
        "{\"input_processors\": [{\"csc_mode\": \"Matrix\", \"csc_mat\": [1]}]}",
        "line 1: input_processors.csc_mat: 1 numbers; must be 12 with csc_mode Matrix, none with another"
      ),
      (
        "{\"compiler\": {\"static_batch_sizes\": [1, 2], \"max_dynamic_batch_size\": 4}}",
        "line 1: compiler.max_dynamic_batch_size: excludes 'static_batch_sizes', which is set as well"
      ),
      (
        "{\"const_processors\": [{\"name\": \"a\"}]}",
        "line 1: const_processors.data: one of data and data_path must be there"
      ),
    ])
  func refusals(text: String, expected: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try Self.read(text) }
    #expect("\(error)" == expected)
  }

  @Test("damaged configurations end in an error or a configuration") func damage() {
    let text = Array(SampleConfigurations.pulsar2.utf8)
    var random = SplitMix64(seed: 7)
    var outcomes: Set<Bool> = []
    for _ in 0..<400 {
      var copy = text
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<copy.count, using: &random)
        if Bool.random(using: &random) {
          copy.remove(at: place)
        } else {
          copy[place] = UInt8.random(in: 0x20...0x7E, using: &random)
        }
      }
      outcomes.insert((try? BuildConfiguration(pulsar2: copy)).map { _ = $0.expanded() } != nil)
    }
    #expect(outcomes == [true, false])
  }
}
