public import Simulation

extension RockchipModel {
  /// Target, required runtime, layers by unit, and the tensors' attributes as the runtime's demos print them.
  public var facts: [ModelFact] {
    var facts = [ModelFact("target", "\(identity.chip) (\(file.generation))\(coreWords)")]
    facts.append(ModelFact("built by", "rknn-toolkit2 \(file.toolkit) from \(file.framework)"))
    facts.append(ModelFact("runtime", runtime))
    facts.append(ModelFact("units", units))
    if !file.customText.isEmpty { facts.append(ModelFact("custom", file.customText)) }
    return facts + file.attributeLines.map { ModelFact($0.name, $0.text) }
  }

  private var coreWords: String {
    coreCount > 1 ? ", \(coreCount) cores; programs for one and for several are in the file" : ""
  }

  /// Runtimes refuse containers of later versions than their own.
  private var runtime: String {
    let least = file.container.version == 6 ? "1.5.0" : "1.3.0"
    return "librknnrt \(least) or later (container version \(file.container.version)); older ones say "
      + "\"Invalid RKNN model version \(file.container.version)\""
  }

  private var units: String {
    var counts: [(unit: String, count: Int)] = []
    for layer in layers {
      let unit = layer.blocks ?? layer.unit.rawValue
      if let index = counts.firstIndex(where: { $0.unit == unit }) {
        counts[index].count += 1
      } else {
        counts.append((unit, 1))
      }
    }
    return counts.map { "\($0.count) on \($0.unit)" }.joined(separator: "; ")
  }
}
