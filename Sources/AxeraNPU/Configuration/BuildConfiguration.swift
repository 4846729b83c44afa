/// What a build is asked for: by the text of `pulsar` (protobuf text) or of `pulsar2` (JSON).
///
/// Everything that the two schemas have is here, read and checked; paths stay texts, and nothing is opened. What is known
/// but cannot be honoured is in ``remarks``; nothing is left out in silence. **Source**: the public documentation of
/// pulsar 0.6 and pulsar2 1.x to 4.x.
public struct BuildConfiguration: Sendable, Equatable {
  /// Whose configuration it is.
  public enum Dialect: Sendable, Equatable {
    /// The tool for AX630A and AX620A, which writes `.joint`.
    case pulsar
    /// The tool for AX650 and later, which writes `.axmodel`.
    case pulsar2
  }

  /// Whose configuration it is.
  public var dialect: Dialect
  /// The source model; relative to the configuration file.
  public var inputPath: String?
  /// The compiled model; `pulsar2` has a folder and a name instead.
  public var outputPath: String?
  /// Where everything goes.
  public var outputFolder: String?
  /// Name of the compiled model in that folder.
  public var outputName: String?
  /// Where what is made on the way goes.
  public var workFolder: String?
  /// What kind of file the source is.
  public var sourceKind: SourceModelKind
  /// What is built.
  public var outputKind: BuildOutputKind
  /// The chip.
  public var target: AxeraTarget
  /// Which part of the NPU of `pulsar`'s chips.
  public var virtualNPU: VirtualNPU
  /// How many cores of `pulsar2`'s chips, 1 to 3.
  public var cores: Int
  /// Shapes of inputs that the source leaves open.
  public var inputShapes: [InputShape]
  /// What is said of the inputs, by tensor.
  public var inputs: [TensorSettings]
  /// What is said of the outputs, by tensor.
  public var outputs: [TensorSettings]
  /// Arithmetic before the first layer that `pulsar`'s text asks for; ``preprocessing(of:)`` gives that of both dialects.
  public var inputSteps: [SelectedSteps]
  /// Arithmetic behind the last layer.
  public var outputSteps: [SelectedSteps]
  /// Where ranges come from.
  public var calibration: Calibration
  /// Types of single layers.
  public var layers: [LayerSettings]
  /// The pictures for comparing layer by layer; nil for none.
  public var errorMeasurement: Dataset?
  /// How the quantised model is compared with its source; nil for not at all.
  public var evaluation: Evaluation?
  /// The search for bits; nil for none.
  public var mixedBits: MixedBits?
  /// How many inputs at a time.
  public var batch: Batch
  /// Constants that replace those of the source.
  public var constants: [ConstantSettings]
  /// Attributes of operations that replace those of the source.
  public var operations: [OperationSettings]
  /// All other settings under their own names, set or not, in the order of the schema.
  public var options: [BuildOption]
  /// What will not be done as asked, in the order of the text.
  public var remarks: [BuildRemark]

  /// The defaults of a dialect.
  public init(dialect: Dialect) {
    self.dialect = dialect
    (sourceKind, outputKind) = (dialect == .pulsar ? .automatic : .onnx, .automatic)
    (target, virtualNPU, cores) = (dialect == .pulsar ? .ax620A : .ax650, .automatic, 1)
    outputName = dialect == .pulsar ? nil : "compiled.axmodel"
    (inputShapes, inputs, outputs, inputSteps, outputSteps) = ([], [], [], [], [])
    (calibration, layers, batch) = (Calibration(), [], Batch())
    (constants, operations, remarks) = ([], [], [])
    options = SettingGroup(line: 1, path: "").options(
      dialect == .pulsar ? PulsarSchema.root : Pulsar2Schema.root)
  }

  /// The value of an option by its path, such as `quant.precision_analysis`; nil for one that does not exist.
  public func option(_ field: String) -> BuildOption.Value? { options.first { $0.field == field }?.value }

  /// Whether an option that is yes or no is set to yes.
  public func isOn(_ field: String) -> Bool { option(field) == .boolean(true) }
}
