/// The fields of `pulsar2`'s configuration (1.x to 4.x).
enum Pulsar2Schema {
  static let root = SettingsSchema([
    .text("input"), .text("output_dir"), .text("output_name"), .text("work_dir"),
    .choice("model_type", SourceModelKind.names(in: .pulsar2)),
    .choice("target_hardware", AxeraTarget.names(in: .pulsar2)),
    .choice("npu_mode", ["NPU1", "NPU2", "NPU3"]), .text("input_shapes"),
    .group(
      "onnx_opt",
      [
        .boolean("disable_onnx_optimization").option(.boolean(false)), unused("enable_onnxsim"),
        unused("model_check"), unused("disable_transformation_check"), unused("save_tensors_data"),
      ]),
    .group("quant", quantization), .groups("input_processors", input), .groups("output_processors", output),
    .groups("const_processors", [.text("name"), .numbers("data"), .text("data_path")]),
    .groups("op_processors", operation), .groups("quant_op_processors", operation),
    .group("compiler", compiler),
  ])

  /// An option that is off, and that changes nothing here when it is on.
  private static func unused(_ name: String) -> SettingsSchema.Field {
    .boolean(name).option(.boolean(false)).remarking(.withoutEffect, "has no effect here")
  }

  /// An option that changes the quantised weights of the tool in ways that are not public.
  private static func training(_ field: SettingsSchema.Field) -> SettingsSchema.Field {
    field.remarking(.unsupported, "this way of finding weights is not known here")
  }

  private static let operation: [SettingsSchema.Field] = [
    .text("op_name"), SettingsSchema.Field(name: "attrs", kind: .attributes),
  ]

  private static let layerTypes = ["U8", "S8", "U16", "S16", "FP32"]

  private static let quantization: [SettingsSchema.Field] = [
    .groups(
      "input_configs",
      [
        .text("tensor_name"), .text("calibration_dataset"),
        .choice("calibration_format", DatasetFormat.names(in: .pulsar2)),
        .integer("calibration_size", -1...(1 << 20)), .numbers("calibration_mean"),
        .numbers("calibration_std"),
      ]),
    .groups(
      "layer_configs",
      [
        .text("layer_name"), .text("op_type"), .texts("layer_names"), .texts("op_types"),
        .texts("start_tensor_names"), .texts("end_tensor_names"), .choice("data_type", layerTypes),
        .choice("output_data_type", layerTypes), .choice("weight_data_type", ["S8", "FP32"]),
      ]),
    .choice("calibration_method", ObserverMethod.names(in: .pulsar2)),
    .boolean("precision_analysis").option(.boolean(false)),
    .choice("precision_analysis_method", ["PerLayer", "EndToEnd"]).option(.choice("PerLayer")),
    .choice("precision_analysis_mode", ["Reference", "NPUBackend"]).option(.choice("Reference")),
    training(.boolean("highest_mix_precision").option(.boolean(false))),
    .choice("conv_bias_data_type", ["S32", "FP32"]).option(.choice("S32")),
    .choice("ln_scale_data_type", ["S32", "FP32"]).option(.choice("FP32")),
    .number("refine_weight_threshold").option(.number(1e-6)),
    training(.boolean("enable_smooth_quant").option(.boolean(false))),
    .number("smooth_quant_threshold").option(.number(0.2)),
    .number("smooth_quant_strength").option(.number(0.6)),
    .integer("transformer_opt_level", 0...2).option(.integer(0)).remarking(
      .unsupported, "transformers are not rewritten here"),
    .text("input_sample_dir").option(.text("")), .integer("check", 0...3).option(.integer(0)),
    unused("disable_auto_refine_scale"), training(.boolean("enable_easy_quant").option(.boolean(false))),
    unused("disable_quant_optimization"), training(.boolean("enable_brecq").option(.boolean(false))),
    training(.boolean("enable_lsq").option(.boolean(false))),
    training(.boolean("enable_adaround").option(.boolean(false))),
    .integer("finetune_epochs").option(.integer(500)), .integer("finetune_block_size").option(.integer(4)),
    .integer("finetune_batch_size").option(.integer(1)), .number("finetune_lr").option(.number(1e-3)),
    .text("device").option(.text("cpu")).remarking(.withoutEffect, "has no effect here"),
  ]

  private static let input: [SettingsSchema.Field] = [
    .text("tensor_name"), .choice("tensor_format", PictureFormat.names(in: .pulsar2)),
    .choice("tensor_layout", BuildLayout.names(in: .pulsar2)),
    .choice("src_format", PictureFormat.names(in: .pulsar2)),
    .choice("src_layout", BuildLayout.names(in: .pulsar2)),
    .choice("src_dtype", BuildDataType.names(in: .pulsar2)),
    .groups("src_extra_shapes", [.integers("shape", 1...Int(Int32.max))]),
    .choice("csc_mode", ColorConversion.names(in: .pulsar2)), .numbers("csc_mat"), .numbers("mean"),
    .numbers("std"), .integers("padding", 0...(1 << 16)), .choice("padding_mode", ["constant"]),
    .number("padding_constant_value"), .integers("slicing", Int(Int32.min)...Int(Int32.max)),
  ]

  private static let output: [SettingsSchema.Field] = [
    .text("tensor_name"), .choice("tensor_layout", BuildLayout.names(in: .pulsar2)),
    .integers("dst_perm", 0...15), .choice("output_dtype", ["FP32", "U8"]),
  ]

  private static let compiler: [SettingsSchema.Field] = [
    .integers("static_batch_sizes", 1...1024), .integer("max_dynamic_batch_size", 0...1024),
    .number("ddr_bw_limit").option(.number(0)), unused("disable_ir_fix"),
    .integer("check", 0...3).option(.integer(0)), .boolean("npu_perf").option(.boolean(false)),
    .choice("check_mode", ["CheckOutput", "CheckPerLayer"]).option(.choice("CheckOutput")),
    .number("check_rtol").option(.number(1e-5)), .number("check_atol").option(.number(0)),
    .number("check_cosine_simularity").option(.number(0.999)),
    .texts("check_tensor_black_list").option(.texts([])), unused("enable_slice_mode"),
    unused("enable_tile_mode"), unused("enable_data_soft_compression"),
    .text("input_sample_dir").option(.text("")),
    .groups("sub_configs", [.texts("start_tensor_names"), .texts("end_tensor_names")]).remarking(
      .unsupported, "parts of a network are not compiled in a way of their own"),
  ]
}
