import Containers

extension BuildConfiguration {
  /// Reads a configuration of `pulsar`: protobuf text with `#` comments.
  ///
  /// - Throws: `ConfigurationError` with line and field for unknown fields, wrong values, and what contradicts itself.
  public init(pulsar text: some Collection<UInt8>) throws(ConfigurationError) {
    let message: ProtobufText.Message
    do throws(ProtobufText.Failure) {
      message = try ProtobufText(text).root
    } catch {
      throw ConfigurationError(
        .syntax("column \(error.place.column): \(error.reason)"), line: error.place.line, field: "")
    }
    var reader = SettingsReader()
    let root = try reader.group(message, PulsarSchema.root, path: "")
    var pulsar = PulsarReader(reader: reader)
    self = try pulsar.configuration(root)
  }
}

/// Gives checked settings of `pulsar` their meaning.
struct PulsarReader {
  var reader: SettingsReader
  private let dialect = BuildConfiguration.Dialect.pulsar

  init(reader: SettingsReader) { self.reader = reader }

  mutating func configuration(_ root: SettingGroup) throws(ConfigurationError) -> BuildConfiguration {
    var result = BuildConfiguration(dialect: .pulsar)
    (result.inputPath, result.outputPath) = (root.text("input_path"), root.text("output_path"))
    result.sourceKind = root.choice("input_type", SourceModelKind.self, dialect) ?? .automatic
    result.outputKind = root.choice("output_type", BuildOutputKind.self, dialect) ?? .automatic
    result.target = root.choice("target_hardware", AxeraTarget.self, dialect) ?? .ax620A
    result.inputs = try tensors(root, source: "src_input_tensors", compiled: "dst_input_tensors")
    result.outputs = try tensors(root, source: "src_output_tensors", compiled: "dst_output_tensors")
    let wizard = root.group("neuwizard_conf")
    let operators = wizard.group("operator_conf")
    for item in operators.groups("input_conf_items") { result.inputSteps.append(try steps(item, "input")) }
    for item in operators.groups("output_conf_items") { result.outputSteps.append(try steps(item, "output")) }
    for item in operators.groups("operator_conf_items") { result.layers.append(try layer(item)) }
    if wizard.has("dataset_conf_calibration") {
      result.calibration = try calibration(wizard.group("dataset_conf_calibration"))
    }
    if wizard.has("dataset_conf_error_measurement") {
      result.errorMeasurement = try dataset(wizard.group("dataset_conf_error_measurement"))
    }
    if wizard.has("evaluation_conf") {
      let evaluation = wizard.group("evaluation_conf")
      result.evaluation = Evaluation(
        isPerLayer: evaluation.boolean("score_compare_per_layer") ?? false,
        path: evaluation.text("path") ?? "")
    }
    if wizard.has("task_conf") { result.mixedBits = mixedBits(wizard.group("task_conf")) }
    try readParts(root.group("pulsar_conf"), into: &result)
    result.options = root.options(PulsarSchema.root)
    noteUnsupported(result, root)
    result.remarks = reader.remarks.sorted { $0.line < $1.line }
    return result
  }

  private mutating func readParts(
    _ group: SettingGroup, into result: inout BuildConfiguration
  ) throws(ConfigurationError) {
    result.outputFolder = group.text("output_dir")
    let sizes = group.integers("batch_size")
    result.batch.sizes = sizes.isEmpty ? [1] : sizes
    result.batch.option = group.choice("batch_size_option", BatchOption.self, dialect) ?? .automatic
    if group.has("ax620_virtual_npu"), group.has("virtual_npu") {
      throw group.error(.contradiction("excludes 'ax620_virtual_npu', which is set as well"), "virtual_npu")
    }
    if let mode = group.choice("ax620_virtual_npu", VirtualNPU.self, dialect) { result.virtualNPU = mode }
    for entry in group.entries("virtual_npu") {
      guard case .choice(let name) = entry.value else { continue }
      result.virtualNPU =
        VirtualNPU(rawValue: String(name.dropFirst("VIRTUAL_NPU_MODE_".count))) ?? result.virtualNPU
      guard result.target == .ax630A else {
        throw group.error(
          .contradiction("is for AX630A; target_hardware is \(result.target.rawValue)"), "virtual_npu")
      }
    }
    if group.has("ax620_virtual_npu"), result.target == .ax630A {
      throw group.error(.contradiction("is for AX620A; target_hardware is AX630A"), "ax620_virtual_npu")
    }
  }

  // MARK: Tensors

  private func tensors(
    _ root: SettingGroup, source: String, compiled: String
  ) throws(ConfigurationError) -> [TensorSettings] {
    var result: [TensorSettings] = []
    var places: [String?: Int] = [:]
    for (list, isSource) in [(source, true), (compiled, false)] {
      for group in root.groups(list) {
        let name = group.text("tensor_name")
        let index = places[name] ?? result.count
        if index == result.count {
          result.append(TensorSettings(tensor: name))
          places[name] = index
        }
        guard (isSource ? result[index].source : result[index].compiled) == nil else {
          throw ConfigurationError(.repeated, line: group.line, field: "\(list) of \(name ?? "all tensors")")
        }
        let form = form(group)
        if isSource { result[index].source = form } else { result[index].compiled = form }
      }
    }
    return result
  }

  private func form(_ group: SettingGroup) -> TensorForm {
    TensorForm(
      format: group.choice("color_space", PictureFormat.self, dialect) ?? .automatic,
      dataType: group.choice("data_type", BuildDataType.self, dialect),
      layout: group.choice("tensor_layout", BuildLayout.self, dialect) ?? .native,
      colorStandard: group.choice("color_standard", ColorStandard.self, dialect) ?? .legacy,
      quantizationValue: group.integer("quantization_value"))
  }

  // MARK: Operations

  private func selector(_ item: SettingGroup) throws(ConfigurationError) -> SettingSelector {
    let group = item.group("selector")
    switch (group.text("op_name"), group.text("op_name_regex")) {
    case (nil, nil): return .all
    case (let name?, nil): return .name(name)
    case (nil, let text?):
      guard let pattern = NamePattern(text) else {
        throw group.error(
          .wrongValue(
            found: "'\(text.prefix(80))'", expected: "letters, '.', '*', '+' and '?' without groups"),
          "op_name_regex")
      }
      return .pattern(pattern)
    case (_?, _?):
      throw group.error(.contradiction("excludes 'op_name', which is set as well"), "op_name_regex")
    }
  }

  private func steps(_ item: SettingGroup, _ side: String) throws(ConfigurationError) -> SelectedSteps {
    let attributes = item.group("attributes")
    var steps: [PreprocessingStep] = []
    for modification in attributes.groups("\(side)_modifications") {
      guard modification.entries.count == 1 else {
        throw ConfigurationError(
          .wrongValue(found: "\(modification.entries.count) steps", expected: "one in each modification"),
          line: modification.line, field: modification.path)
      }
      for group in modification.groups("affine_preprocess") { steps.append(try affine(group)) }
      for group in modification.groups("input_normalization") {
        let (means, deviations) = (group.numbers("mean"), group.numbers("std"))
        try SettingGroup.check(means: means, deviations: deviations, of: group, "std")
        steps.append(.normalization(means: means, deviations: deviations))
      }
    }
    return SelectedSteps(
      selector: try selector(item), dataType: attributes.choice("type", BuildDataType.self, dialect),
      steps: steps)
  }

  private func affine(_ group: SettingGroup) throws(ConfigurationError) -> PreprocessingStep {
    let names = ["slope", "slope_divisor", "bias", "bias_divisor"]
    let lists = names.map { group.numbers($0) }
    let lengths = Set(lists.map(\.count)).subtracting([0, 1])
    guard lengths.count <= 1 else {
      throw ConfigurationError(
        .wrongValue(
          found: "lists of \(lengths.sorted().map { "\($0)" }.joined(separator: " and ")) numbers",
          expected: "lists of one length, or of one number"), line: group.line, field: group.path)
    }
    for (name, list) in zip(names, lists) where name.hasSuffix("divisor") && list.contains(0) {
      throw group.error(.wrongValue(found: "0", expected: "another number, because it divides"), name)
    }
    return .affine(slope: lists[0], slopeDivisor: lists[1], bias: lists[2], biasDivisor: lists[3])
  }

  private func layer(_ item: SettingGroup) throws(ConfigurationError) -> LayerSettings {
    let attributes = item.group("attributes")
    return LayerSettings(
      selector: try selector(item),
      inputType: attributes.choice("input_feature_type", BuildDataType.self, dialect),
      weightType: attributes.choice("weight_type", BuildDataType.self, dialect),
      isLSTMOnCPU: attributes.has("lstm_mode"))
  }

  // MARK: Data

  private func dataset(_ group: SettingGroup) throws(ConfigurationError) -> Dataset {
    guard let path = group.text("path") else { throw group.error(.missing, "path") }
    return Dataset(path: path, count: group.integer("size"), batchSize: group.integer("batch_size"))
  }

  private func calibration(_ group: SettingGroup) throws(ConfigurationError) -> Calibration {
    var result = Calibration()
    result.batchSize = group.integer("batch_size") ?? result.batchSize
    result.strategy =
      group.choice("calibration_strategy", CalibrationStrategy.self, dialect) ?? result.strategy
    result.method = group.choice("observer_method", ObserverMethod.self, dialect) ?? result.method
    let items = group.groups("dataset_conf_items")
    if group.has("path") || items.isEmpty {
      var own = try dataset(group)
      own.batchSize = nil
      result.datasets.append(own)
    }
    for item in items {
      guard let path = item.text("path") else { throw item.error(.missing, "path") }
      guard case .name(let name) = try selector(item) else {
        throw item.error(
          .wrongValue(found: "no single name", expected: "selector { op_name: \"…\" }"), "selector")
      }
      result.datasets.append(Dataset(tensor: name, path: path, count: group.integer("size")))
    }
    return result
  }

  private func mixedBits(_ task: SettingGroup) -> MixedBits {
    let group = task.group("supernet_options").group("mixbit_params")
    var metric: String?
    for entry in group.entries("metric_type") { if case .choice(let name) = entry.value { metric = name } }
    return MixedBits(
      weightBits: group.number("target_w_bit"), activationBits: group.number("target_a_bit"),
      weightChoices: group.integers("w_bit_choices"), activationChoices: group.integers("a_bit_choices"),
      metric: metric)
  }

  // MARK: Remarks

  /// Notes what is known to the tool but not done here.
  private mutating func noteUnsupported(_ result: BuildConfiguration, _ root: SettingGroup) {
    if result.target != .ax620A {
      reader.note(
        .unsupported, root.line(of: "target_hardware"), "target_hardware",
        "the \(result.target.rawValue) is not simulated; the AX620A is")
    }
    if result.outputKind == .supernet {
      reader.note(
        .unsupported, root.line(of: "output_type"), "output_type",
        "the search for the number of bits of each layer is not made")
    }
    let wizard = root.group("neuwizard_conf")
    if result.mixedBits != nil {
      reader.note(
        .unsupported, wizard.line(of: "task_conf"), wizard.path(of: "task_conf"),
        "the search for the number of bits of each layer is not made")
    }
    for list in ["src_input_tensors", "dst_input_tensors", "src_output_tensors", "dst_output_tensors"] {
      for group in root.groups(list) { noteRareType(group, "data_type") }
    }
    for item in wizard.group("operator_conf").groups("operator_conf_items") {
      for name in ["input_feature_type", "weight_type"] { noteRareType(item.group("attributes"), name) }
    }
    noteSwappedChannels(result, root)
  }

  private mutating func noteRareType(_ group: SettingGroup, _ name: String) {
    guard let type = group.choice(name, BuildDataType.self, dialect), type.isRare, type != .unknown else {
      return
    }
    reader.note(
      .unsupported, group.line(of: name), group.path(of: name),
      "arithmetic with \(type.rawValue.uppercased()) is not simulated")
  }

  private mutating func noteSwappedChannels(_ result: BuildConfiguration, _ root: SettingGroup) {
    let isNormalized = result.inputSteps.contains {
      $0.steps.contains { if case .normalization = $0 { true } else { false } }
    }
    let line = root.line(of: "dst_input_tensors")
    for settings in result.inputs where isNormalized {
      let formats = [settings.source?.format ?? .automatic, settings.compiled?.format ?? .automatic]
        .map { $0 == .automatic ? .bgr : $0 }
      guard Set(formats) == [.bgr, .rgb] else { continue }
      reader.note(
        .caution, line, "dst_input_tensors",
        "color_space differs from the source's; mean and std are taken in the order of dst_input_tensors")
    }
  }
}

extension SettingGroup {
  /// Checks means and deviations of the same channels.
  static func check(
    means: [Double], deviations: [Double], of group: SettingGroup, _ name: String
  ) throws(ConfigurationError) {
    guard !deviations.contains(0) else {
      throw group.error(.wrongValue(found: "0", expected: "another number, because it divides"), name)
    }
    guard means.count == deviations.count || min(means.count, deviations.count) <= 1 else {
      throw group.error(
        .wrongValue(found: "\(deviations.count) numbers", expected: "\(means.count), as there are means"),
        name)
    }
  }
}
