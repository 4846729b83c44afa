/// The fields of `pulsar`'s configuration (0.6).
enum PulsarSchema {
  static let root = SettingsSchema([
    .text("input_path"), .text("output_path"),
    .choice("input_type", SourceModelKind.names(in: .pulsar)),
    .choice("output_type", BuildOutputKind.names(in: .pulsar)),
    .choice("target_hardware", AxeraTarget.names(in: .pulsar)),
    .groups("src_input_tensors", alias: "input_tensors", tensor),
    .groups("dst_input_tensors", alias: "output_tensors", tensor),
    .groups("src_output_tensors", tensor), .groups("dst_output_tensors", tensor),
    .group(
      "cpu_backend_settings",
      [
        .group("onnx_setting", [.choice("mode", modes).option(.choice("DEFAULT"))]),
        .group(
          "axe_setting",
          [
            .choice("mode", modes).option(.choice("DEFAULT")),
            .group("axe_param", [.boolean("optimize_slim_model").option(.boolean(false))]),
          ]),
      ]),
    .group(
      "neuwizard_conf",
      [
        .group("operator_conf", operators), .group("dataset_conf_calibration", calibration),
        .group("dataset_conf_error_measurement", dataset), .group("evaluation_conf", evaluation),
        .group("task_conf", task),
      ]),
    .group(
      "pulsar_conf",
      [
        .choice("ax620_virtual_npu", virtualNPUs(ofAX630A: false)),
        .choice("virtual_npu", virtualNPUs(ofAX630A: true)),
        .integers("batch_size", 1...1024), .choice("batch_size_option", BatchOption.names(in: .pulsar)),
        .text("output_dir"), .boolean("debug").option(.boolean(false)),
      ]),
  ])

  private static let modes = ["DEFAULT", "ENABLED", "DISABLED"]

  /// Both chips have the whole NPU and the automatic choice; the AX630A under the names of its own field.
  private static func virtualNPUs(ofAX630A: Bool) -> [String] {
    if !ofAX630A { return VirtualNPU.allCases.filter { !$0.isOfAX630A }.compactMap { $0.name(in: .pulsar) } }
    return ["AUTO", "0", "311", "312", "221", "222"].map { "VIRTUAL_NPU_MODE_\($0)" }
  }

  private static let types = BuildDataType.names(in: .pulsar)

  private static let tensor: [SettingsSchema.Field] = [
    .text("tensor_name"), .choice("color_space", PictureFormat.names(in: .pulsar)),
    .choice("data_type", types), .integer("quantization_value", 1...Int(Int32.max)),
    .choice("color_standard", ColorStandard.names(in: .pulsar)),
    .choice("tensor_layout", BuildLayout.names(in: .pulsar)),
  ]

  private static let selector = SettingsSchema.Field.group(
    "selector", [.text("op_name"), .text("op_name_regex")])

  private static let affine = SettingsSchema.Field.group(
    "affine_preprocess",
    [.numbers("slope"), .numbers("slope_divisor"), .numbers("bias"), .numbers("bias_divisor")])

  private static let operators: [SettingsSchema.Field] = [
    .groups(
      "input_conf_items",
      [
        selector,
        .group(
          "attributes",
          [
            .choice("type", types),
            .groups(
              "input_modifications",
              [affine, .group("input_normalization", [.numbers("mean"), .numbers("std")])]),
          ]),
      ]),
    .groups(
      "output_conf_items", [selector, .group("attributes", [.groups("output_modifications", [affine])])]),
    .groups(
      "operator_conf_items",
      [
        selector,
        .group(
          "attributes",
          [
            .choice("input_feature_type", ["UINT4", "UINT8", "UINT16"]),
            .choice("weight_type", ["INT4", "INT8"]), .choice("lstm_mode", ["LSTM_MODE_CPU"]),
          ]),
      ]),
  ]

  private static let dataset: [SettingsSchema.Field] = [
    .text("path"), .choice("type", ["DATASET_TYPE_TAR"]), .integer("size", 1...(1 << 20)),
    .integer("batch_size", 1...(1 << 16)),
  ]

  private static let calibration: [SettingsSchema.Field] =
    dataset + [
      .choice("calibration_strategy", CalibrationStrategy.names(in: .pulsar)),
      .choice("observer_method", ObserverMethod.names(in: .pulsar)),
      .groups("dataset_conf_items", [selector, .text("path")]),
    ]

  private static let evaluation: [SettingsSchema.Field] = [
    .text("path"), .choice("type", ["EVALUATION_TYPE_ERROR_MEASURE"]),
    SettingsSchema.Field(name: "source_ir_types", kind: .choice(["IR_TYPE_ONNX"]), isRepeated: true),
    SettingsSchema.Field(name: "ir_types", kind: .choice(["IR_TYPE_LAVA"]), isRepeated: true),
    .boolean("score_compare_per_layer"),
  ]

  private static let task: [SettingsSchema.Field] = [
    .choice("task_strategy", ["TASK_STRATEGY_SUPERNET"]),
    .group(
      "supernet_options",
      [
        .choice("strategy", ["SUPERNET_STRATEGY_MIXBIT"]),
        .group(
          "mixbit_params",
          [
            .number("target_w_bit"), .number("target_a_bit"), .integers("w_bit_choices", 1...32),
            .integers("a_bit_choices", 1...32),
            .choice("metric_type", ["HAWQv2", "MSE", "COS_SIM"].map { "MIXBIT_METRIC_TYPE_\($0)" }),
          ]),
      ]),
  ]
}
