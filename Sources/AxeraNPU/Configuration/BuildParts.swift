/// The shape of an input of the source model.
public struct InputShape: Sendable, Equatable {
  /// Its name.
  public var tensor: String
  /// Its extents, outermost first.
  public var extents: [Int]

  /// A shape.
  public init(
    tensor: String, extents: [Int]
  ) {
    (self.tensor, self.extents) = (tensor, extents)
  }
}

/// What a tensor looks like on one side.
public struct TensorForm: Sendable, Equatable {
  /// What its channels are.
  public var format: PictureFormat = .automatic
  /// Type of its numbers; nil for the default: 8 unsigned bits for inputs, single precision for outputs of `pulsar`;
  /// single precision for `pulsar2`.
  public var dataType: BuildDataType?
  /// Order of its axes.
  public var layout: BuildLayout = .native
  /// How YUV becomes RGB.
  public var colorStandard: ColorStandard = .legacy
  /// Codes per 1 (the inverse of a scale): code = number × this; nil for one from calibration.
  public var quantizationValue: Int?

  /// A form; the defaults say nothing.
  public init(
    format: PictureFormat = .automatic, dataType: BuildDataType? = nil, layout: BuildLayout = .native,
    colorStandard: ColorStandard = .legacy, quantizationValue: Int? = nil
  ) {
    (self.format, self.dataType, self.layout) = (format, dataType, layout)
    (self.colorStandard, self.quantizationValue) = (colorStandard, quantizationValue)
  }
}

/// What is said of an input or output.
public struct TensorSettings: Sendable, Equatable {
  /// Its name in the source model; nil for all of them, which wins over the named ones.
  public var tensor: String?
  /// How the source model has it: `src_…` of `pulsar`, `tensor_…` of `pulsar2`; nil when nothing is said.
  public var source: TensorForm?
  /// How the compiled model has it: `dst_…` of `pulsar`, `src_…` of `pulsar2`; nil when nothing is said.
  public var compiled: TensorForm?
  /// More shapes that the compiled model takes.
  public var extraShapes: [[Int]] = []
  /// Colours that the compiled model converts.
  public var conversion: ColorConversion = .none
  /// Three rows of three factors and an addend; empty without ``ColorConversion/matrix``.
  public var conversionMatrix: [Double] = []
  /// Taken off each channel; empty for those of the calibration.
  public var means: [Double] = []
  /// Each channel is divided by them then.
  public var deviations: [Double] = []
  /// Rows and columns added around the picture.
  public var padding: [Int] = []
  /// What with; the only documented way is `constant`.
  public var paddingMode = "constant"
  /// The value of what is added.
  public var paddingValue = 0.0
  /// Rows and columns cut out of the picture.
  public var slicing: [Int] = []
  /// New order of an output's axes; empty for none.
  public var permutation: [Int] = []

  /// Settings of a tensor that say nothing yet.
  public init(tensor: String?) { self.tensor = tensor }
}

/// What a setting is about.
public enum SettingSelector: Sendable, Equatable {
  /// Everything of its kind.
  case all
  /// A name.
  case name(String)
  /// A pattern that the whole name fits.
  case pattern(NamePattern)
  /// Layers of these names.
  case names([String])
  /// Layers with these operations.
  case operations([String])
  /// Layers from some tensors to others.
  case between(start: [String], end: [String])

  /// Whether a name is meant; a setting for operations or a range never means a name.
  public func matches(_ name: String) -> Bool {
    switch self {
    case .all: true
    case .name(let own): own == name
    case .pattern(let pattern): pattern.matches(name)
    case .names(let names): names.contains(name)
    case .operations, .between: false
    }
  }
}

/// Arithmetic for the tensors that a selector names.
public struct SelectedSteps: Sendable, Equatable {
  /// Which tensors.
  public var selector: SettingSelector
  /// Type of the data that calibration reads; nil for pictures.
  public var dataType: BuildDataType?
  /// What is done, in this order.
  public var steps: [PreprocessingStep]

  /// Steps for some tensors.
  public init(
    selector: SettingSelector, dataType: BuildDataType? = nil, steps: [PreprocessingStep]
  ) {
    (self.selector, self.dataType, self.steps) = (selector, dataType, steps)
  }
}

/// Where the ranges of layers come from.
public struct Calibration: Sendable, Equatable {
  /// The data for each input; one with no tensor is for all.
  public var datasets: [Dataset] = []
  /// Pictures at a time.
  public var batchSize = 32
  /// What weights share a scale.
  public var strategy = CalibrationStrategy.perChannel
  /// How a range is found.
  public var method = ObserverMethod.minMax

  /// A calibration; the defaults are the tools'.
  public init(
    datasets: [Dataset] = [], batchSize: Int = 32, strategy: CalibrationStrategy = .perChannel,
    method: ObserverMethod = .minMax
  ) {
    (self.datasets, self.batchSize, self.strategy) = (datasets, batchSize, strategy)
    self.method = method
  }
}

/// An archive or folder of examples.
public struct Dataset: Sendable, Equatable {
  /// The input that they are for; nil for all of them.
  public var tensor: String?
  /// Where they are: `.tar`, `.tar.gz`, `.zip` or a folder.
  public var path: String
  /// What the files are.
  public var format = DatasetFormat.image
  /// How many of them; nil for all.
  public var count: Int?
  /// Files at a time; nil for the calibration's.
  public var batchSize: Int?
  /// Taken off each channel, in the order of the source's ``TensorForm/format``.
  public var means: [Double] = []
  /// Each channel is divided by them then.
  public var deviations: [Double] = []

  /// A data set.
  public init(
    tensor: String? = nil, path: String, format: DatasetFormat = .image, count: Int? = nil,
    batchSize: Int? = nil, means: [Double] = [], deviations: [Double] = []
  ) {
    (self.tensor, self.path, self.format) = (tensor, path, format)
    (self.count, self.batchSize, self.means) = (count, batchSize, means)
    self.deviations = deviations
  }
}

/// Types of single layers.
public struct LayerSettings: Sendable, Equatable {
  /// Which layers.
  public var selector: SettingSelector
  /// Type of what they read; nil for the default.
  public var inputType: BuildDataType?
  /// Type of what they write; nil for the default.
  public var outputType: BuildDataType?
  /// Type of their weights; nil for the default.
  public var weightType: BuildDataType?
  /// Whether LSTMs run on the CPU.
  public var isLSTMOnCPU = false

  /// Types of some layers; nil for the default.
  public init(
    selector: SettingSelector, inputType: BuildDataType? = nil, outputType: BuildDataType? = nil,
    weightType: BuildDataType? = nil, isLSTMOnCPU: Bool = false
  ) {
    (self.selector, self.inputType, self.outputType) = (selector, inputType, outputType)
    (self.weightType, self.isLSTMOnCPU) = (weightType, isLSTMOnCPU)
  }
}

/// How the quantised model is compared with its source.
public struct Evaluation: Sendable, Equatable {
  /// Whether each layer is, or the outputs alone.
  public var isPerLayer = false
  /// `pulsar`'s evaluator; empty for its only documented one.
  public var path = ""

  /// A comparison.
  public init(
    isPerLayer: Bool = false, path: String = ""
  ) {
    (self.isPerLayer, self.path) = (isPerLayer, path)
  }
}

/// A search for the number of bits of each layer.
public struct MixedBits: Sendable, Equatable {
  /// Mean bits of weights and of activations that are aimed at; nil when not said.
  public var weightBits: Double?, activationBits: Double?
  /// What may be chosen.
  public var weightChoices: [Int] = [], activationChoices: [Int] = []
  /// What is minimised, by its name in the schema.
  public var metric: String?

  /// A search.
  public init(
    weightBits: Double? = nil, activationBits: Double? = nil, weightChoices: [Int] = [],
    activationChoices: [Int] = [], metric: String? = nil
  ) {
    (self.weightBits, self.activationBits, self.weightChoices) = (weightBits, activationBits, weightChoices)
    (self.activationChoices, self.metric) = (activationChoices, metric)
  }
}

/// How many inputs a compiled model takes at a time.
public struct Batch: Sendable, Equatable {
  /// The sizes; `[1]` unless said otherwise, which several sizes of `pulsar2` may be.
  public var sizes: [Int] = [1]
  /// Whether the sizes are the only ones, or the largest bounds any.
  public var option = BatchOption.automatic

  /// Sizes of batches; the default is one input at a time.
  public init(
    sizes: [Int] = [1], option: BatchOption = .automatic
  ) {
    (self.sizes, self.option) = (sizes, option)
  }
}

/// A constant that replaces one of the source.
public struct ConstantSettings: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// Its numbers; empty when a file has them.
  public var values: [Double] = []
  /// The file: `.bin`, `.npy` or `.txt`.
  public var path: String?

  /// A constant.
  public init(
    name: String, values: [Double] = [], path: String? = nil
  ) {
    (self.name, self.values, self.path) = (name, values, path)
  }
}

/// Attributes that replace those of an operation.
public struct OperationSettings: Sendable, Equatable {
  /// The list that it is in: `op_processors` or `quant_op_processors`.
  public var list: String
  /// The operation's name.
  public var name: String
  /// The attributes as JSON, in the order of their names.
  public var attributes: String

  /// Attributes of an operation.
  public init(
    list: String, name: String, attributes: String
  ) {
    (self.list, self.name, self.attributes) = (list, name, attributes)
  }
}
