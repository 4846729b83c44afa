extension BuildConfiguration {
  /// The text of the whole configuration with all defaults, in its own dialect: protobuf text or JSON.
  ///
  /// Equal configurations give equal texts, and reading the text gives an equal configuration, but for the lines in
  /// remarks.
  public func expanded() -> String {
    switch dialect {
    case .pulsar: SettingsText.protobuf(pulsarFields)
    case .pulsar2: SettingsText.json(.group(pulsar2Fields)) + "\n"
    }
  }
}

/// Fields in the order of the schema.
struct ExpandedFields {
  var fields: [(name: String, node: SettingsText.Node)] = []

  mutating func add(_ name: String, text: String?) { if let text { fields.append((name, .text(text))) } }
  mutating func add(_ name: String, word: String?) { if let word { fields.append((name, .word(word))) } }
  mutating func add(_ name: String, _ integer: Int?) {
    if let integer { fields.append((name, .integer(integer))) }
  }
  mutating func add(_ name: String, _ flag: Bool) { fields.append((name, .boolean(flag))) }
  mutating func add(_ name: String, number: Double?) {
    if let number { fields.append((name, .number(number))) }
  }

  mutating func add(_ name: String, numbers: [Double]) {
    if !numbers.isEmpty { fields.append((name, .list(numbers.map { .number($0) }))) }
  }

  mutating func add(_ name: String, integers: [Int]) {
    if !integers.isEmpty { fields.append((name, .list(integers.map { .integer($0) }))) }
  }

  mutating func add(_ name: String, texts: [String]) {
    if !texts.isEmpty { fields.append((name, .list(texts.map { .text($0) }))) }
  }

  /// A message, unless it is empty.
  mutating func add(_ name: String, _ body: (inout ExpandedFields) -> Void) {
    var inner = ExpandedFields()
    body(&inner)
    if !inner.fields.isEmpty { fields.append((name, .group(inner.fields))) }
  }

  /// A list of messages, unless it is empty.
  mutating func add<Element>(
    _ name: String, list: [Element], _ body: (inout ExpandedFields, Element) -> Void
  ) {
    guard !list.isEmpty else { return }
    let nodes = list.map { element in
      var inner = ExpandedFields()
      body(&inner, element)
      return SettingsText.Node.group(inner.fields)
    }
    fields.append((name, .list(nodes)))
  }

  /// The options of a message that lie directly in it.
  mutating func add(options: [BuildOption], of group: String) {
    for option in options where option.field.hasPrefix(group + ".") {
      let name = option.field.dropFirst(group.count + 1)
      if !name.contains(".") { fields.append((String(name), SettingsText.Node(option.value))) }
    }
  }
}

extension BuildConfiguration {
  fileprivate var pulsarFields: [(name: String, node: SettingsText.Node)] {
    var root = ExpandedFields()
    root.add("input_path", text: inputPath)
    root.add("output_path", text: outputPath)
    root.add("input_type", word: sourceKind.name(in: .pulsar))
    root.add("output_type", word: outputKind.name(in: .pulsar))
    root.add("target_hardware", word: target.name(in: .pulsar))
    for (prefix, list) in [("input", inputs), ("output", outputs)] {
      let sources = list.filter { $0.source != nil }
      root.add("src_\(prefix)_tensors", list: sources) { Self.add($1.tensor, $1.source, prefix, to: &$0) }
      let compiled = list.filter { $0.compiled != nil }
      root.add("dst_\(prefix)_tensors", list: compiled) { Self.add($1.tensor, $1.compiled, prefix, to: &$0) }
    }
    root.add("cpu_backend_settings") { backends in
      backends.add("onnx_setting") { $0.add(options: options, of: "cpu_backend_settings.onnx_setting") }
      backends.add("axe_setting") { axe in
        axe.add(options: options, of: "cpu_backend_settings.axe_setting")
        axe.add("axe_param") { $0.add(options: options, of: "cpu_backend_settings.axe_setting.axe_param") }
      }
    }
    root.add("neuwizard_conf") { addWizard(to: &$0) }
    root.add("pulsar_conf") { parts in
      if virtualNPU.isOfAX630A || target == .ax630A {
        parts.add("virtual_npu", word: "VIRTUAL_NPU_MODE_\(virtualNPU.rawValue)")
      } else {
        parts.add("ax620_virtual_npu", word: virtualNPU.name(in: .pulsar))
      }
      parts.add("batch_size", integers: batch.sizes)
      parts.add("batch_size_option", word: batch.option.name(in: .pulsar))
      parts.add("output_dir", text: outputFolder)
      parts.add(options: options, of: "pulsar_conf")
    }
    return root.fields
  }

  private static func add(
    _ tensor: String?, _ form: TensorForm?, _ side: String, to fields: inout ExpandedFields
  ) {
    guard let form else { return }
    fields.add("tensor_name", text: tensor)
    fields.add("color_space", word: form.format.name(in: .pulsar))
    fields.add("data_type", word: form.dataType?.name(in: .pulsar))
    fields.add("quantization_value", form.quantizationValue)
    fields.add("color_standard", word: form.colorStandard.name(in: .pulsar))
    fields.add("tensor_layout", word: form.layout.name(in: .pulsar))
  }

  private func addWizard(to wizard: inout ExpandedFields) {
    wizard.add("operator_conf") { operators in
      operators.add("input_conf_items", list: inputSteps) { Self.add($1, "input", to: &$0) }
      operators.add("output_conf_items", list: outputSteps) { Self.add($1, "output", to: &$0) }
      operators.add("operator_conf_items", list: layers) { item, layer in
        Self.add(layer.selector, to: &item)
        item.add("attributes") { attributes in
          attributes.add("input_feature_type", word: layer.inputType?.name(in: .pulsar))
          attributes.add("weight_type", word: layer.weightType?.name(in: .pulsar))
          attributes.add("lstm_mode", word: layer.isLSTMOnCPU ? "LSTM_MODE_CPU" : nil)
        }
      }
    }
    if !calibration.datasets.isEmpty { wizard.add("dataset_conf_calibration") { addCalibration(to: &$0) } }
    if let errorMeasurement {
      wizard.add("dataset_conf_error_measurement") { Self.add(errorMeasurement, to: &$0) }
    }
    if let evaluation {
      wizard.add("evaluation_conf") { fields in
        fields.add("path", text: evaluation.path.isEmpty ? nil : evaluation.path)
        fields.add("type", word: "EVALUATION_TYPE_ERROR_MEASURE")
        fields.add("source_ir_types", word: "IR_TYPE_ONNX")
        fields.add("ir_types", word: "IR_TYPE_LAVA")
        fields.add("score_compare_per_layer", evaluation.isPerLayer)
      }
    }
    guard let mixedBits else { return }
    wizard.add("task_conf") { task in
      task.add("task_strategy", word: "TASK_STRATEGY_SUPERNET")
      task.add("supernet_options") { options in
        options.add("strategy", word: "SUPERNET_STRATEGY_MIXBIT")
        options.add("mixbit_params") { parameters in
          parameters.add("target_w_bit", number: mixedBits.weightBits)
          parameters.add("target_a_bit", number: mixedBits.activationBits)
          parameters.add("w_bit_choices", integers: mixedBits.weightChoices)
          parameters.add("a_bit_choices", integers: mixedBits.activationChoices)
          parameters.add("metric_type", word: mixedBits.metric)
        }
      }
    }
  }

  private static func add(_ dataset: Dataset, to fields: inout ExpandedFields) {
    fields.add("path", text: dataset.path)
    fields.add("type", word: "DATASET_TYPE_TAR")
    fields.add("size", dataset.count)
    fields.add("batch_size", dataset.batchSize)
  }

  private func addCalibration(to fields: inout ExpandedFields) {
    if let own = calibration.datasets.first(where: { $0.tensor == nil }) {
      fields.add("path", text: own.path)
    }
    fields.add("type", word: "DATASET_TYPE_TAR")
    fields.add("size", calibration.datasets.first?.count)
    fields.add("batch_size", calibration.batchSize)
    fields.add("calibration_strategy", word: calibration.strategy.name(in: .pulsar))
    fields.add("observer_method", word: calibration.method.name(in: .pulsar))
    let named = calibration.datasets.filter { $0.tensor != nil }
    fields.add("dataset_conf_items", list: named) { item, dataset in
      Self.add(dataset.tensor.map { .name($0) } ?? .all, to: &item)
      item.add("path", text: dataset.path)
    }
  }

  private static func add(_ selector: SettingSelector, to fields: inout ExpandedFields) {
    switch selector {
    case .name(let name): fields.add("selector") { $0.add("op_name", text: name) }
    case .pattern(let pattern): fields.add("selector") { $0.add("op_name_regex", text: pattern.text) }
    // What only the other dialect has.
    case .all, .names, .operations, .between: break
    }
  }

  private static func add(_ item: SelectedSteps, _ side: String, to fields: inout ExpandedFields) {
    add(item.selector, to: &fields)
    fields.add("attributes") { attributes in
      attributes.add("type", word: item.dataType?.name(in: .pulsar))
      attributes.add("\(side)_modifications", list: item.steps) { modification, step in
        // An empty step is one as well.
        var inner = ExpandedFields()
        switch step {
        case .affine(let slope, let slopeDivisor, let bias, let biasDivisor):
          inner.add("slope", numbers: slope)
          inner.add("slope_divisor", numbers: slopeDivisor)
          inner.add("bias", numbers: bias)
          inner.add("bias_divisor", numbers: biasDivisor)
          modification.fields.append(("affine_preprocess", .group(inner.fields)))
        case .normalization(let means, let deviations):
          inner.add("mean", numbers: means)
          inner.add("std", numbers: deviations)
          modification.fields.append(("input_normalization", .group(inner.fields)))
        }
      }
    }
  }
}
