import KModel
public import Simulation

extension SimulatedKModel {
  /// What costs time or looks wrong, the most expensive first.
  public func remarks(at clocks: ChipClocks) -> [ModelRemark] {
    let runs = convolutions
    let estimate = estimate(at: clocks)
    let found =
      wastedRows(runs, clocks) + pointwise(runs, clocks) + onCPU(estimate) + deadChannels(runs, estimate)
      + suspiciousScales + alignment(clocks)
    return found.enumerated().sorted {
      ($0.element.milliseconds, $1.offset) > ($1.element.milliseconds, $0.offset)
    }.map { $0.element }
  }

  /// The KPU runs by their layers.
  private var convolutions: [KPURun] {
    switch model {
    case .v3(let model):
      model.layers.enumerated().compactMap { index, layer in
        guard case .k210Conv(let run) = layer.operation else { return nil }
        return KPURun(layer: index, argument: run.argument, parameters: run.parameters, batches: 1)
      }
    case .v4(let model):
      model.nodes.enumerated().compactMap { index, node in
        guard case .kpuConv2D(let run) = node.operation else { return nil }
        return KPURun(
          layer: index, argument: run.argument, parameters: run.parameters, batches: Int(run.batches))
      }
    }
  }

  /// Maps that fill less than three quarters of their rows, by width and channels.
  private func wastedRows(_ runs: [KPURun], _ clocks: ChipClocks) -> [ModelRemark] {
    var groups: [Int: [KPURun]] = [:]
    for run in runs where run.usedShareOfRows < 0.75 {
      groups[run.argument.inputWidth, default: []].append(run)
    }
    return groups.sorted { $0.key < $1.key }.map { width, runs in
      let cycles = runs.reduce(0) { $0 + $1.computeCycles * (1 - $1.usedShareOfRows) }
      let layout = runs[0].layout
      let share = Int((runs.map { $0.usedShareOfRows }.reduce(0, +) / Double(runs.count) * 100).rounded())
      let better = width <= 16 ? 16 : width <= 32 ? 32 : layout.rowsPerImageRow * 64
      let advice =
        width == better
        ? "use a multiple of \(layout.channelsPerRow) channels"
        : "a width of \(better) takes the same time"
      return ModelRemark(
        .wastedRows, layers: runs.map { $0.layer },
        "maps \(width) pixels wide use \(share) % of the KPU's 64-byte rows; \(advice)",
        milliseconds: clocks.milliseconds(Int(cycles)))
    }
  }

  private func pointwise(_ runs: [KPURun], _ clocks: ChipClocks) -> [ModelRemark] {
    let pointwise = runs.filter { $0.argument.kernelType == .oneByOne && !$0.argument.isDepthwise }
    guard !pointwise.isEmpty else { return [] }
    let cycles = pointwise.reduce(0) { $0 + $1.computeCycles }
    return [
      ModelRemark(
        .smallKernel, layers: pointwise.map { $0.layer },
        "1x1 kernels take as long as 3x3 ones, so they reach a ninth of the peak; these layers take "
          + "\(hundredths(clocks.milliseconds(Int(cycles)))) ms",
        milliseconds: clocks.milliseconds(Int(cycles * 8 / 9)))
    ]
  }

  private func onCPU(_ estimate: ModelEstimate) -> [ModelRemark] {
    var groups: [String: [LayerEstimate]] = [:]
    for row in estimate.layers where row.layer.unit == .cpu {
      groups[row.layer.operation, default: []].append(row)
    }
    return groups.sorted { $0.key < $1.key }.map { name, rows in
      let cycles = rows.reduce(0) { $0 + $1.cycles }
      let count = rows.count == 1 ? "1 layer runs" : "\(rows.count) layers run"
      return ModelRemark(
        .onCPU, layers: rows.map { $0.layer.index }, "\(name): \(count) on the CPU",
        milliseconds: estimate.clocks.milliseconds(cycles))
    }
  }

  private func deadChannels(_ runs: [KPURun], _ estimate: ModelEstimate) -> [ModelRemark] {
    runs.compactMap { run in
      let dead = run.deadChannelCount
      guard dead > 0 else { return nil }
      let cycles = run.computeCycles * Double(dead) / Double(run.argument.outputChannels)
      return ModelRemark(
        .deadChannels, layers: [run.layer],
        "\(dead) of \(run.argument.outputChannels) output channels do not depend on the input "
          + "(norm_mul is 0); prune them",
        milliseconds: estimate.clocks.milliseconds(Int(cycles)))
    }
  }

  private func hundredths(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}

/// One KPU layer, as far as remarks look at it.
private struct KPURun {
  let layer: Int
  let argument: KPULayerArgument
  let parameters: KPUParameters
  let batches: Int

  var layout: FeatureMapLayout {
    FeatureMapLayout(
      channels: argument.inputChannels, height: argument.inputHeight, width: argument.inputWidth)
  }
  var computeCycles: Double { KPUTiming.computeCycles(argument) * Double(max(0, batches)) }

  /// Pixels over the bytes of the rows that they take, 0…1.
  var usedShareOfRows: Double {
    let pixels = argument.inputWidth * argument.inputHeight * argument.inputChannels
    return Double(pixels) / Double(max(1, layout.byteCount))
  }

  /// Output channels whose batch norm multiplies by 0.
  var deadChannelCount: Int {
    let bytes = Array(parameters.batchNorm.prefix(argument.outputChannels * 8))
    return stride(from: 0, to: bytes.count - 7, by: 8).count { bytes[$0..<($0 + 3)].allSatisfy { $0 == 0 } }
  }
}
