import KModel
import Simulation
import Tensors

extension SimulatedKModel {
  /// Scales that no quantiser writes: not finite, not positive, or a range of values that no layer has.
  var suspiciousScales: [ModelRemark] {
    quantizations.compactMap { entry in
      guard let objection = entry.objection else { return nil }
      return ModelRemark(.scale, layers: [entry.layer], "\(entry.operation): \(objection)", milliseconds: 0)
    }
  }

  /// Input that has to be moved by the CPU, and tensors at addresses that their elements do not allow.
  func alignment(_ clocks: ChipClocks) -> [ModelRemark] {
    inputAlignment(clocks) + addressAlignment
  }

  private func inputAlignment(_ clocks: ChipClocks) -> [ModelRemark] {
    let estimate = estimate(at: clocks)
    return zip(inputs, estimate.input).compactMap { input, term in
      guard term.basis == K210Cost.inputCopy.basis, let width = input.shape.extents.last else { return nil }
      let byDMA = CostTerm(.data, .inputDMA, times: Double(input.byteCount), at: clocks)
      return ModelRemark(
        .alignment, layers: [],
        "\(input.name) is \(width) pixels wide: the DMA brings in only multiples of 64, so the CPU has to",
        milliseconds: clocks.milliseconds(max(0, term.cycles - byDMA.cycles)))
    }
  }

  private var addressAlignment: [ModelRemark] {
    let operands: [(layer: Int, start: Int)] =
      switch model {
      case .v3(let model):
        model.layers.enumerated().flatMap { index, layer in
          layer.operation.inputs.filter { $0.elementType == .float32 }.map { (index, $0.start) }
        }
      case .v4(let model):
        model.nodes.enumerated().flatMap { index, node in
          node.operation.ranges.filter { $0.dataType == .float32 && $0.byteCount > 0 }
            .map { (index, Int($0.start)) }
        }
      }
    let odd = operands.filter { $0.start % 4 != 0 }
    guard let first = odd.first else { return [] }
    return [
      ModelRemark(
        .alignment, layers: Array(Set(odd.map { $0.layer })).sorted(),
        "f32 tensors at addresses that are no multiple of 4, the first at \(first.start): the chip traps on them",
        milliseconds: 0)
    ]
  }

  /// Every scale of the model, as values per step of a code.
  private var quantizations: [QuantizationEntry] {
    switch model {
    case .v3(let model):
      model.layers.enumerated().compactMap { index, layer in
        switch layer.operation {
        case .quantize(let node), .dequantize(let node):
          QuantizationEntry(
            layer: index, operation: layer.operation.name, scale: node.scale, valuesPerStep: node.scale,
            offset: node.bias)
        default: nil
        }
      }
    case .v4(let model):
      model.nodes.enumerated().compactMap { index, node in
        switch node.operation {
        case .quantize(let layer), .dequantize(let layer):
          QuantizationEntry(
            layer: index, operation: node.operation.name, scale: layer.scale, valuesPerStep: 1 / layer.scale,
            offset: Float(layer.zeroPoint))
        default: nil
        }
      }
    }
  }
}

/// The quantisation of one layer.
private struct QuantizationEntry {
  let layer: Int
  let operation: String
  /// As the file has it.
  let scale: Float
  /// How far apart the values of neighbouring codes are.
  let valuesPerStep: Float
  /// Bias (v3, in values) or zero point (v4, in codes).
  let offset: Float

  /// What is wrong with it, nil for nothing.
  var objection: String? {
    guard scale.isFinite, scale > 0 else { return "scale is \(scale); must be above 0" }
    guard offset.isFinite else { return "bias is \(offset)" }
    let range = valuesPerStep * 255
    guard range > 1e-4, range < 1e5 else {
      return "its 256 codes span \(range); a wrong calibration picture or an unbounded activation does that"
    }
    return nil
  }
}
