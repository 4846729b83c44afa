import Console
import FoundationEssentials
import NPUGraph
import Simulation
import Tensors

/// The human form of `kiln info`: a summary, inputs and outputs, then the layers.
struct InfoText {
  /// Layers shown without `--all`.
  static let layerLimit = 40
  /// Remarks shown without `--all`.
  static let remarkLimit = 6

  private let loaded: LoadedModel
  private let showsAllLayers: Bool
  private let width: Int?

  init(_ loaded: LoadedModel, showsAllLayers: Bool, width: Int?) {
    self.loaded = loaded
    self.showsAllLayers = showsAllLayers
    self.width = width
  }

  var text: String {
    let model = loaded.model
    let layers = model.layers
    let macs = layers.reduce(0) { $0 &+ $1.macs }
    let onAccelerator = layers.filter { $0.unit == .accelerator }.count
    let memory = model.memory
    var lines = [
      "\(loaded.path): \(model.identity.format) version \(model.identity.version) for \(model.identity.chip), "
        + NumberForm.bytes(loaded.byteCount),
      "",
    ]
    lines += model.inputs.map { "  input    \($0.line)" }
    lines += model.outputs.map { "  output   \($0.line)" }
    // No chip has layers of its own yet; programs that cannot be read don't say how much they compute.
    var layerLine = "  layers   \(layers.count)"
    if !isOfNoChip {
      layerLine += ": \(onAccelerator) on the \(model.identity.accelerator), "
      layerLine += "\(layers.count - onAccelerator) on the CPU"
    }
    lines.append(layerLine + (macs > 0 ? "; " + NumberForm.macs(macs) : ""))
    lines.append("  memory   main \(NumberForm.bytes(memory.mainBytes))")
    if model.identity.accelerator == "KPU" {
      lines.append("           KPU RAM \(NumberForm.bytes(memory.acceleratorBytes)) of 2 MiB")
    }
    lines += model.facts.map { fact in
      "  \(fact.name)\(String(repeating: " ", count: max(1, 9 - fact.name.count)))\(fact.text)"
    }
    lines += fitLine
    lines += model.cautions.map { "  caution  \($0)" }
    lines += remarkLines(model.remarks(at: model.nominalClocks))
    lines.append("")
    lines.append(layerTable(layers))
    return lines.joined(separator: "\n")
  }

  /// Whether it is a network that was not made for a chip yet.
  private var isOfNoChip: Bool { loaded.model is ImportedModel }

  /// Where the model loads when the program uses nothing else; none for models that are not judged.
  private var fitLine: [String] {
    guard let survey = FitSurvey(bare: loaded) else { return [] }
    return ["  fits     without camera and LCD: \(survey.places) (see kiln fit)"]
  }

  /// What costs time or looks wrong, each with its cost and its layers.
  private func remarkLines(_ remarks: [ModelRemark]) -> [String] {
    let shown = showsAllLayers ? remarks[...] : remarks.prefix(Self.remarkLimit)
    var lines = shown.map { remark in
      let cost = remark.milliseconds > 0 ? NumberForm.decimal(remark.milliseconds, places: 2) + " ms" : ""
      let space = String(repeating: " ", count: max(0, 9 - cost.count))
      return "  \(space)\(cost)  \(remark.message)\(Self.places(remark.layers))"
    }
    if !lines.isEmpty { lines.insert("  remarks  (time on the chip is estimated)", at: 0) }
    if remarks.count > shown.count {
      lines.append("             … and \(remarks.count - shown.count) more; --all lists them")
    }
    return lines
  }

  /// The layers that a remark is about: the first few of them.
  private static func places(_ layers: [Int]) -> String {
    guard !layers.isEmpty else { return "" }
    let shown = layers.prefix(4).map { "\($0)" }.joined(separator: ", ")
    return " (layer\(layers.count == 1 ? "" : "s") \(shown)\(layers.count > 4 ? ", …" : ""))"
  }

  private func layerTable(_ layers: [LayerDescription]) -> String {
    let shown = showsAllLayers ? layers[...] : layers.prefix(Self.layerLimit)
    var table = Table([
      .init("#", .right), .init("layer"), .init("unit"), .init("input", .right), .init("output", .right),
      .init("MACs", .right), .init("weights", .right), .init("details"),
    ])
    for layer in shown {
      table.append([
        "\(layer.index)", layer.operation,
        layer.blocks
          ?? (layer.unit == .accelerator || isOfNoChip ? loaded.model.identity.accelerator : "CPU"),
        layer.inputShape?.description ?? "", layer.outputShape?.description ?? "",
        layer.macs == 0 ? "" : NumberForm.grouped(layer.macs),
        layer.parameterBytes == 0 ? "" : NumberForm.grouped(layer.parameterBytes), layer.details,
      ])
    }
    let rest = layers.count - shown.count
    let more = rest > 0 ? "\n… and \(rest) more layers; --all lists them" : ""
    return String(table.plain(width: width).dropLast()) + more
  }
}

extension TensorDescription {
  /// Name, type, shape and size in one line.
  var line: String {
    "\(name): \(elementType.rawValue) \(shape), \(NumberForm.bytes(byteCount))"
  }
}
