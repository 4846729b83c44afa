import AxeraNPU
import TestSupport
import Testing

@Suite("configurations of pulsar")
struct PulsarConfigurationTests {
  static func read(_ text: String) throws(ConfigurationError) -> BuildConfiguration {
    try BuildConfiguration(pulsar: Array(text.utf8))
  }

  @Test("a whole configuration is read") func sample() throws {
    let configuration = try Self.read(SampleConfigurations.pulsar)
    #expect(
      configuration.inputPath == "./mobilenetv2.onnx" && configuration.outputPath == "./mobilenetv2.joint")
    #expect(configuration.sourceKind == .onnx && configuration.outputKind == .joint)
    #expect(configuration.target == .ax620A && configuration.virtualNPU == .half111)
    let input = try #require(configuration.inputSettings(of: "input"))
    #expect(input.source?.format == .rgb && input.compiled?.format == .rgb)
    #expect(configuration.outputs == [configuration.outputSettings(of: "any")])
    #expect(configuration.outputs[0].compiled?.layout == .nhwc && configuration.outputs[0].source == nil)
    #expect(
      configuration.preprocessing(of: "input") == [
        .affine(slope: [1], slopeDivisor: [255], bias: [0], biasDivisor: []),
        .normalization(means: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.255]),
      ])
    #expect(configuration.preprocessing(of: "other").isEmpty)
    let calibration = configuration.calibration
    #expect(calibration.datasets == [Dataset(path: "../imagenet-1k-images.tar", count: 256)])
    #expect(calibration.batchSize == 1 && calibration.strategy == .perTensor)
    #expect(calibration.method == .meanSquareError)
    #expect(configuration.errorMeasurement == Dataset(path: "../imagenet-1k-images.tar", count: 4))
    #expect(configuration.evaluation?.isPerLayer == true)
    #expect(configuration.batch == Batch(sizes: [1], option: .automatic))
    #expect(configuration.option("cpu_backend_settings.onnx_setting.mode") == .choice("DISABLED"))
    #expect(configuration.isOn("cpu_backend_settings.axe_setting.axe_param.optimize_slim_model"))
    #expect(configuration.remarks.isEmpty)
  }

  @Test("the expanded text says the same, and expands to itself") func expanded() throws {
    var configuration = try Self.read(SampleConfigurations.pulsar)
    let text = configuration.expanded()
    #expect(try Self.read(text) == configuration)
    #expect(text.contains("\n  ax620_virtual_npu: AX620_VIRTUAL_NPU_MODE_111\n  batch_size: 1\n"))
    #expect(text.contains("mean: 0.485\n") && text.contains("observer_method: OBSVR_METHOD_MSE_CLIPPING"))
    configuration = try Self.read("")
    #expect(
      try configuration == BuildConfiguration(dialect: .pulsar)
        && Self.read(configuration.expanded()) == configuration)
  }

  @Test("rare settings are read, expanded and remarked on") func rare() throws {
    let configuration = try Self.read(
      """
      input_tensors { tensor_name: 'a' color_space: TENSOR_COLOR_SPACE_BGR data_type: UINT8 }
      output_tensors { tensor_name: 'a' color_space: TENSOR_COLOR_SPACE_RGB quantization_value: 32 }
      dst_input_tensors { data_type: MINT8 }
      output_type: OUTPUT_TYPE_SUPERNET
      target_hardware: TARGET_HARDWARE_AX630
      neuwizard_conf {
        operator_conf {
          input_conf_items {
            selector { op_name_regex: "a.*" }
            attributes { type: FLOAT32 input_modifications { input_normalization { mean: 1 std: 2 } } }
          }
          output_conf_items { attributes { output_modifications { affine_preprocess {} } } }
          operator_conf_items { selector { op_name: 'c' } attributes { weight_type: INT4 input_feature_type: UINT16 } }
          operator_conf_items { attributes { lstm_mode: LSTM_MODE_CPU } }
        }
        dataset_conf_calibration {
          dataset_conf_items { selector { op_name: "a" } path: "a.tar" }
          dataset_conf_items { selector { op_name: "b" } path: "b.tar" }
          size: 9
        }
        task_conf {
          task_strategy: TASK_STRATEGY_SUPERNET
          supernet_options { strategy: SUPERNET_STRATEGY_MIXBIT mixbit_params { target_w_bit: 4.5 w_bit_choices: [4, 8]
            metric_type: MIXBIT_METRIC_TYPE_HAWQv2 } }
        }
      }
      pulsar_conf { virtual_npu: VIRTUAL_NPU_MODE_312 batch_size: [1, 4] output_dir: "out" debug: true }
      """)
    #expect(configuration.virtualNPU == .part312 && configuration.batch.sizes == [1, 4])
    #expect(configuration.inputSettings(of: "a")?.compiled?.dataType == .mint8)
    #expect(configuration.inputSettings(of: "a")?.source?.format == .bgr)
    #expect(configuration.preprocessing(of: "abc").count == 1 && configuration.preprocessing(of: "b").isEmpty)
    #expect(configuration.inputSteps[0].dataType == .float32)
    #expect(configuration.layers.map(\.weightType) == [.int4, nil] && configuration.layers[1].isLSTMOnCPU)
    #expect(configuration.calibration.datasets.map(\.tensor) == ["a", "b"])
    #expect(configuration.calibration.datasets.map(\.count) == [9, 9])
    #expect(configuration.mixedBits?.weightChoices == [4, 8] && configuration.mixedBits?.weightBits == 4.5)
    #expect(configuration.remarks.map(\.line) == [2, 3, 4, 5, 13, 21])
    #expect(
      configuration.remarks.map(\.kind) == [.caution] + [BuildRemark.Kind](repeating: .unsupported, count: 5))
    #expect(configuration.remarks[4].message == "arithmetic with INT4 is not simulated")
    var again = try Self.read(configuration.expanded())
    #expect(again.remarks.map(\.message).sorted() == configuration.remarks.map(\.message).sorted())
    again.remarks = configuration.remarks
    #expect(again == configuration)
  }

  @Test(
    "what is wrong is named with line and field",
    arguments: [
      ("a {", "line 1: column 4: the text ends; must be '}' of line 1"),
      (
        "\ntarget_hardwear: X",
        "line 2: target_hardwear: no field of this name; the nearest is 'target_hardware'"
      ),
      (
        "pulsar_conf { batchsize: 1 }",
        "line 1: pulsar_conf.batchsize: no field of this name; the nearest is 'batch_size'"
      ),
      ("zzz: 1", "line 1: zzz: no field of this name"),
      ("input_path: 5", "line 1: input_path: the number 5; must be a text in quotes"),
      ("pulsar_conf {\n  debug: maybe\n}", "line 2: pulsar_conf.debug: maybe; must be true or false"),
      ("pulsar_conf: 1", "line 1: pulsar_conf: the number 1; must be fields in braces"),
      (
        "output_type: OUTPUT_TYPE_LAVA",
        "line 1: output_type: OUTPUT_TYPE_LAVA; must be one of OUTPUT_TYPE_AUTO, OUTPUT_TYPE_JOINT, OUTPUT_TYPE_SUPERNET"
      ),
      (
        "pulsar_conf { batch_size: 0 }",
        "line 1: pulsar_conf.batch_size: the number 0; must be a whole number, 1 to 1024"
      ),
      ("input_path: 'a'\ninput_path: 'b'", "line 2: input_path: occurs twice; must be there once"),
      ("input_path: ['a']", "line 1: input_path: a list; must be a text in quotes"),
      (
        "pulsar_conf { virtual_npu: VIRTUAL_NPU_MODE_311 }",
        "line 1: pulsar_conf.virtual_npu: is for AX630A; target_hardware is AX620A"
      ),
      (
        "pulsar_conf { virtual_npu: VIRTUAL_NPU_MODE_0 ax620_virtual_npu: AX620_VIRTUAL_NPU_MODE_0 }",
        "line 1: pulsar_conf.virtual_npu: excludes 'ax620_virtual_npu', which is set as well"
      ),
      (
        "neuwizard_conf { dataset_conf_calibration { size: 1 } }",
        "line 1: neuwizard_conf.dataset_conf_calibration.path: is missing"
      ),
      (
        "src_input_tensors {}\nsrc_input_tensors {}",
        "line 2: src_input_tensors of all tensors: occurs twice; must be there once"
      ),
    ])
  func refusals(text: String, expected: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try Self.read(text) }
    #expect("\(error)" == expected)
  }

  @Test(
    "arithmetic that cannot be done is refused",
    arguments: [
      (
        "affine_preprocess { slope_divisor: 0 }",
        "slope_divisor: 0; must be another number, because it divides"
      ),
      ("affine_preprocess { slope: [1, 2] bias: [1, 2, 3] }", "lists of 2 and 3 numbers"),
      ("input_normalization { mean: [1, 2] std: [1, 2, 3] }", "3 numbers; must be 2, as there are means"),
      ("input_normalization { std: 0 }", "std: 0; must be another number"),
      ("input_normalization { std: inf }", "std: inf; must be a number"), ("", "0 steps; must be one"),
    ])
  func arithmetic(step: String, words: String) throws {
    let text =
      "neuwizard_conf { operator_conf { input_conf_items { attributes { input_modifications { \(step) } } } } }"
    let error = try #require(throws: ConfigurationError.self) { try Self.read(text) }
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test("a step is a factor and an addend for each channel") func coefficients() throws {
    let step = PreprocessingStep.affine(slope: [2], slopeDivisor: [4, 8], bias: [], biasDivisor: [])
    #expect(try #require(step.coefficients(channels: 2)).map(\.factor) == [0.5, 0.25])
    #expect(step.coefficients(channels: 3) == nil)
    let normalization = PreprocessingStep.normalization(means: [3, 5], deviations: [2])
    #expect(try #require(normalization.coefficients(channels: 2)).map(\.addend) == [-1.5, -2.5])
  }

  @Test("names fit patterns as they do elsewhere") func patterns() throws {
    let cases: [(pattern: String, fits: [String], others: [String])] = [
      ("a.*", ["a", "abc"], ["b", "ba"]), ("^conv_.+\\.w$", ["conv_1.w"], ["conv_.w", "conv_1xw"]),
      ("ab?c+", ["ac", "abccc"], ["ab", "abbc"]), (".*x.*y", ["xy", "axbxcy"], ["yx"]), ("", [""], ["a"]),
    ]
    for (text, fits, others) in cases {
      let pattern = try #require(NamePattern(text))
      for name in fits { #expect(pattern.matches(name), "\(text) \(name)") }
      for name in others { #expect(!pattern.matches(name), "\(text) \(name)") }
    }
    for text in ["(a)", "[ab]", "a|b", "*a", "a**", "\\d", "a\\"] {
      #expect(NamePattern(text) == nil, "\(text)")
    }
    // Expressions that take others' readers ages.
    let slow = try #require(
      NamePattern(String(repeating: "a?", count: 100) + String(repeating: "a*", count: 100)))
    #expect(!slow.matches(String(repeating: "a", count: 400) + "b"))
  }

  @Test("damaged configurations end in an error or a configuration") func damage() {
    let text = Array(SampleConfigurations.pulsar.utf8)
    var random = SplitMix64(seed: 6)
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
      outcomes.insert((try? BuildConfiguration(pulsar: copy)).map { _ = $0.expanded() } != nil)
    }
    #expect(outcomes == [true, false])
  }
}
