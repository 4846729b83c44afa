import Containers

extension BuildConfiguration {
  /// Reads a configuration of `pulsar2`: JSON with `//` and `#` comments and commas behind last elements.
  ///
  /// - Throws: `ConfigurationError` with line and field for unknown fields, wrong values, and what contradicts itself.
  public init(pulsar2 text: some Collection<UInt8>) throws(ConfigurationError) {
    let json: LenientJSON
    do throws(LenientJSON.Failure) {
      json = try LenientJSON(text, allowsComments: true)
    } catch {
      throw ConfigurationError(.syntax(error.reason), line: error.line, field: "")
    }
    var reader = SettingsReader()
    let root = try reader.group(json.root, Pulsar2Schema.root, path: "")
    var pulsar = Pulsar2Reader(reader: reader)
    self = try pulsar.configuration(root)
  }
}

/// Gives checked settings of `pulsar2` their meaning.
struct Pulsar2Reader {
  var reader: SettingsReader
  private let dialect = BuildConfiguration.Dialect.pulsar2

  init(reader: SettingsReader) { self.reader = reader }

  mutating func configuration(_ root: SettingGroup) throws(ConfigurationError) -> BuildConfiguration {
    var result = BuildConfiguration(dialect: .pulsar2)
    (result.inputPath, result.outputFolder) = (root.text("input"), root.text("output_dir"))
    result.outputName = root.text("output_name") ?? result.outputName
    result.workFolder = root.text("work_dir") ?? result.outputFolder
    result.sourceKind = root.choice("model_type", SourceModelKind.self, dialect) ?? .onnx
    result.target = root.choice("target_hardware", AxeraTarget.self, dialect) ?? .ax650
    for entry in root.entries("npu_mode") {
      if case .choice(let name) = entry.value { result.cores = Int(name.suffix(1)) ?? 1 }
    }
    result.inputShapes = try shapes(root)
    let quantization = root.group("quant")
    for group in quantization.groups("input_configs") {
      result.calibration.datasets.append(try dataset(group))
    }
    result.calibration.method =
      quantization.choice("calibration_method", ObserverMethod.self, dialect) ?? .minMax
    for group in quantization.groups("layer_configs") { result.layers.append(try layer(group)) }
    for group in root.groups("input_processors") { result.inputs.append(try input(group)) }
    for group in root.groups("output_processors") { result.outputs.append(output(group)) }
    for group in root.groups("const_processors") { result.constants.append(try constant(group)) }
    for list in ["op_processors", "quant_op_processors"] {
      for group in root.groups(list) { result.operations.append(try operation(group, list)) }
    }
    result.batch = try batch(root.group("compiler"))
    result.options = root.options(Pulsar2Schema.root)
    if result.isOn("quant.precision_analysis") {
      result.evaluation = Evaluation(
        isPerLayer: result.option("quant.precision_analysis_method") == .choice("PerLayer"))
    }
    noteTarget(result, root)
    result.remarks = reader.remarks.sorted { $0.line < $1.line }
    return result
  }

  /// `DEFAULT` and nothing at all mean every tensor.
  private func tensor(_ group: SettingGroup) -> String? {
    group.text("tensor_name").flatMap { $0 == "DEFAULT" || $0.isEmpty ? nil : $0 }
  }

  /// `data:1x3x224x224;mask:1x16`.
  private func shapes(_ root: SettingGroup) throws(ConfigurationError) -> [InputShape] {
    guard let text = root.text("input_shapes") else { return [] }
    var shapes: [InputShape] = []
    for part in text.split(separator: ";") {
      // Names may have colons.
      guard let colon = part.lastIndex(of: ":"), colon > part.startIndex else {
        throw wrongShape(part, root)
      }
      let extents = part[part.index(after: colon)...].split(separator: "x", omittingEmptySubsequences: false)
        .map { Int($0) ?? 0 }
      guard extents.allSatisfy({ (1...Int(Int32.max)).contains($0) }) else { throw wrongShape(part, root) }
      shapes.append(InputShape(tensor: String(part[..<colon]), extents: extents))
    }
    return shapes
  }

  private func wrongShape(_ part: Substring, _ root: SettingGroup) -> ConfigurationError {
    root.error(.wrongValue(found: "'\(part.prefix(80))'", expected: "name:1x3x224x224"), "input_shapes")
  }

  // MARK: Quantisation

  private mutating func dataset(_ group: SettingGroup) throws(ConfigurationError) -> Dataset {
    guard let path = group.text("calibration_dataset") else {
      throw group.error(.missing, "calibration_dataset")
    }
    let format = group.choice("calibration_format", DatasetFormat.self, dialect) ?? .image
    if format == .numpyObject {
      reader.note(
        .unsupported, group.line(of: "calibration_format"), group.path(of: "calibration_format"),
        "pickled dictionaries are not read; Numpy and Binary are")
    }
    let (means, deviations) = (group.numbers("calibration_mean"), group.numbers("calibration_std"))
    try SettingGroup.check(means: means, deviations: deviations, of: group, "calibration_std")
    let count = group.integer("calibration_size") ?? 32
    guard count != 0 else {
      throw group.error(.wrongValue(found: "0", expected: "-1 for all, or 1 and more"), "calibration_size")
    }
    return Dataset(
      tensor: tensor(group), path: path, format: format, count: count < 0 ? nil : count, means: means,
      deviations: deviations)
  }

  private mutating func layer(_ group: SettingGroup) throws(ConfigurationError) -> LayerSettings {
    var selectors: [(selector: SettingSelector, field: String)] = []
    if let name = group.text("layer_name") { selectors.append((.name(name), "layer_name")) }
    if let type = group.text("op_type") { selectors.append((.operations([type]), "op_type")) }
    if group.has("layer_names") { selectors.append((.names(group.texts("layer_names")), "layer_names")) }
    if group.has("op_types") { selectors.append((.operations(group.texts("op_types")), "op_types")) }
    let (start, end) = (group.texts("start_tensor_names"), group.texts("end_tensor_names"))
    if !start.isEmpty || !end.isEmpty {
      guard !start.isEmpty, !end.isEmpty else {
        throw group.error(.missing, start.isEmpty ? "start_tensor_names" : "end_tensor_names")
      }
      selectors.append((.between(start: start, end: end), "start_tensor_names"))
    }
    guard selectors.count == 1 else {
      let found = selectors.isEmpty ? "none" : selectors.map(\.field).joined(separator: " and ")
      throw ConfigurationError(
        .wrongValue(
          found: found,
          expected:
            "one of layer_name, op_type, layer_names, op_types, start_tensor_names with end_tensor_names"),
        line: group.line, field: group.path)
    }
    let types = ["data_type", "output_data_type", "weight_data_type"].map {
      group.choice($0, BuildDataType.self, dialect)
    }
    if types[0] == .float32, case .operations(let operations) = selectors[0].selector,
      let other = operations.first(where: { !Self.floatOperations.contains($0) })
    {
      reader.note(
        .caution, group.line(of: "data_type"), group.path(of: "data_type"),
        "users report that FP32 is passed over for \(other); it is known to work for "
          + Self.floatOperations.joined(separator: ", "))
    }
    return LayerSettings(
      selector: selectors[0].selector, inputType: types[0], outputType: types[1], weightType: types[2])
  }

  /// Operations for which users saw FP32 honoured.
  private static let floatOperations = [
    "LeakyRelu", "Sigmoid", "Relu", "Add", "Mul", "Div", "Sub", "Concat", "Softmax",
  ]

  // MARK: Tensors

  private mutating func input(_ group: SettingGroup) throws(ConfigurationError) -> TensorSettings {
    var result = TensorSettings(tensor: tensor(group))
    let source = TensorForm(
      format: group.choice("tensor_format", PictureFormat.self, dialect) ?? .automatic,
      layout: group.choice("tensor_layout", BuildLayout.self, dialect) ?? .nchw)
    var compiled = TensorForm(
      format: group.choice("src_format", PictureFormat.self, dialect) ?? .automatic,
      dataType: group.choice("src_dtype", BuildDataType.self, dialect) ?? .float32,
      layout: group.choice("src_layout", BuildLayout.self, dialect) ?? .nchw)
    if compiled.format.isYUV {
      if compiled.layout == .nchw, group.has("src_layout") {
        reader.note(
          .caution, group.line(of: "src_layout"), group.path(of: "src_layout"), "YUV is NHWC in any case")
      }
      compiled.layout = .nhwc
    }
    if Set([source.format, compiled.format]) == [.bgr, .rgb] {
      reader.note(
        .caution, group.line(of: "src_format"), group.path(of: "src_format"),
        "BGR is not turned into RGB or back: the model gets the channels in the order in which they come")
    }
    (result.source, result.compiled) = (source, compiled)
    result.extraShapes = group.groups("src_extra_shapes").map { $0.integers("shape") }
    result.conversion = group.choice("csc_mode", ColorConversion.self, dialect) ?? .none
    result.conversionMatrix = group.numbers("csc_mat")
    guard result.conversionMatrix.count == (result.conversion == .matrix ? 12 : 0) else {
      throw group.error(
        .wrongValue(
          found: "\(result.conversionMatrix.count) numbers",
          expected: "12 with csc_mode Matrix, none with another"), "csc_mat")
    }
    (result.means, result.deviations) = (group.numbers("mean"), group.numbers("std"))
    try SettingGroup.check(means: result.means, deviations: result.deviations, of: group, "std")
    (result.padding, result.slicing) = (group.integers("padding"), group.integers("slicing"))
    result.paddingValue = group.number("padding_constant_value") ?? 0
    return result
  }

  private func output(_ group: SettingGroup) -> TensorSettings {
    var result = TensorSettings(tensor: tensor(group))
    result.source = TensorForm(layout: group.choice("tensor_layout", BuildLayout.self, dialect) ?? .native)
    result.compiled = TensorForm(
      dataType: group.choice("output_dtype", BuildDataType.self, dialect) ?? .float32)
    result.permutation = group.integers("dst_perm")
    return result
  }

  // MARK: The rest

  private func constant(_ group: SettingGroup) throws(ConfigurationError) -> ConstantSettings {
    guard let name = group.text("name") else { throw group.error(.missing, "name") }
    let (values, path) = (group.numbers("data"), group.text("data_path"))
    guard values.isEmpty != (path == nil) else {
      throw group.error(.contradiction("one of data and data_path must be there"), "data")
    }
    return ConstantSettings(name: name, values: values, path: path)
  }

  private mutating func operation(
    _ group: SettingGroup, _ list: String
  ) throws(ConfigurationError) -> OperationSettings {
    guard let name = group.text("op_name") else { throw group.error(.missing, "op_name") }
    var attributes = "{}"
    for entry in group.entries("attrs") { if case .attributes(let text) = entry.value { attributes = text } }
    reader.note(.unsupported, group.line, group.path, "attributes of operations are not replaced here")
    return OperationSettings(list: list, name: name, attributes: attributes)
  }

  private func batch(_ group: SettingGroup) throws(ConfigurationError) -> Batch {
    let (sizes, largest) = (
      group.integers("static_batch_sizes"), group.integer("max_dynamic_batch_size") ?? 0
    )
    guard sizes.isEmpty || largest == 0 else {
      throw group.error(
        .contradiction("excludes 'static_batch_sizes', which is set as well"), "max_dynamic_batch_size")
    }
    if largest > 0 { return Batch(sizes: [largest], option: .dynamic) }
    return sizes.isEmpty ? Batch() : Batch(sizes: sizes, option: .fixed)
  }

  private mutating func noteTarget(_ result: BuildConfiguration, _ root: SettingGroup) {
    if [.ax620E, .ax615].contains(result.target), result.cores > 2 {
      reader.note(
        .unsupported, root.line(of: "npu_mode"), "npu_mode",
        "the \(result.target.rawValue) has two cores: NPU1 and NPU2 are its modes")
    }
    if [.m76H, .m57].contains(result.target) {
      reader.note(
        .unsupported, root.line(of: "target_hardware"), "target_hardware",
        "the \(result.target.rawValue) is not simulated")
    }
    if [.quantizedAxera, .optimizedQuantizedAxera].contains(result.sourceKind) {
      reader.note(
        .unsupported, root.line(of: "model_type"), "model_type",
        "the tool's own quantised models have operations whose attributes are not public")
    }
  }
}
