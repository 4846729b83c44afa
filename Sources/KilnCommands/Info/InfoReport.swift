import KPUSim
import Simulation
import Tensors

/// The JSON form of `kiln info`.
struct InfoReport: Encodable {
  let schema = 1
  let file: String
  let model: ModelReport
  let inputs: [TensorReport]
  let outputs: [TensorReport]
  let memory: MemoryReport
  let macs: Int
  /// Ids of what loads it beside neither camera nor LCD, surely or probably; absent for models that are not judged.
  let fits: [String]?
  /// Those of them that only probably do.
  let probably_fits: [String]?
  /// More about the file in its makers' terms; absent for formats without.
  let facts: [Fact]?
  let cautions: [String]
  let remarks: [RemarkReport]
  let layers: [LayerReport]

  /// A fact by its name.
  struct Fact: Encodable {
    let name: String
    let text: String
  }

  init(_ loaded: LoadedModel) {
    file = loaded.path
    model = ModelReport(loaded)
    inputs = loaded.model.inputs.map { TensorReport($0) }
    outputs = loaded.model.outputs.map { TensorReport($0) }
    memory = MemoryReport(loaded.model.memory)
    let answers = FitSurvey(bare: loaded)?.answers
    fits = answers?.filter(\.verdict.loads).map(\.target.id)
    probably_fits = answers?.filter { $0.verdict.outcome == .probablyFits }.map(\.target.id)
    let descriptions = loaded.model.layers
    macs = descriptions.reduce(0) { $0 &+ $1.macs }
    let facts = loaded.model.facts.map { Fact(name: $0.name, text: $0.text) }
    self.facts = facts.isEmpty ? nil : facts
    cautions = loaded.model.cautions
    remarks = loaded.model.remarks(at: loaded.model.nominalClocks).map { RemarkReport($0) }
    layers = descriptions.map { LayerReport($0) }
  }
}

/// Something that costs time or looks wrong; `ms` is estimated at the chip's nominal clocks.
struct RemarkReport: Encodable {
  let kind: String
  let layers: [Int]
  let message: String
  let ms: Double

  init(_ remark: ModelRemark) {
    kind = remark.kind.rawValue
    layers = remark.layers
    message = remark.message
    ms = remark.milliseconds
  }
}

/// What a model is, in every report.
struct ModelReport: Encodable {
  let format: String
  let version: Int
  let chip: String
  let bytes: Int
  let sha256: String

  init(_ loaded: LoadedModel) {
    format = loaded.model.identity.format
    version = loaded.model.identity.version
    chip = loaded.model.identity.chip
    bytes = loaded.byteCount
    sha256 = loaded.digest
  }
}

/// An input or output, in every report.
struct TensorReport: Encodable {
  let name: String
  let dtype: String
  let shape: [Int]
  let elements: Int
  let bytes: Int
  /// What codes stand for; absent for numbers that stand for themselves.
  let scale: Float?
  let zero_point: Int32?

  init(_ tensor: TensorDescription) {
    scale = tensor.quantization?.scale
    zero_point = tensor.quantization?.zeroPoint
    name = tensor.name
    dtype = tensor.elementType.rawValue
    shape = tensor.shape.extents
    elements = tensor.elementCount
    bytes = tensor.byteCount
  }
}

/// Bytes of each memory, in every report.
struct MemoryReport: Encodable {
  let main_bytes: Int
  let kpu_bytes: Int
  let model_bytes: Int

  init(_ needs: MemoryNeeds) {
    main_bytes = needs.mainBytes
    kpu_bytes = needs.acceleratorBytes
    model_bytes = needs.modelBytes
  }
}

/// One layer of `kiln info`.
struct LayerReport: Encodable {
  let index: Int
  let kind: String
  let unit: String
  /// Parts of the accelerator that take part; absent for formats without.
  let blocks: String?
  let input: [Int]?
  let output: [Int]?
  let macs: Int
  let parameter_bytes: Int
  let details: String

  init(_ layer: LayerDescription) {
    index = layer.index
    kind = layer.operation
    unit = layer.unit.rawValue
    blocks = layer.blocks
    input = layer.inputShape?.extents
    output = layer.outputShape?.extents
    macs = layer.macs
    parameter_bytes = layer.parameterBytes
    details = layer.details
  }
}
