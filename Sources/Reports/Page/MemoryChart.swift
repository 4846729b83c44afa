import Console
import Simulation

extension Chart {
  /// Bytes in use while each layer runs, with the peak named and the line of what is reserved.
  init(usageOf plan: MemoryPlan) {
    self.init(title: "\(plan.memory) in use")
    let count = plan.usedBytes.count
    guard let peakLayer = plan.peakLayer, count > 0 else {
      note = "is not used."
      return
    }
    let top = Double(max(plan.peakBytes, plan.reserved)) * 1.08
    func height(_ bytes: Int) -> Double { Double(bytes) / top }
    var outline: [(x: Double, y: Double)] = [(0, 0)]
    for (index, bytes) in plan.usedBytes.enumerated() {
      outline.append((Double(index) / Double(count), height(bytes)))
      outline.append((Double(index + 1) / Double(count), height(bytes)))
    }
    outline.append((1, 0))
    drawing.area(outline, class: "used")
    drawing.line([(0, height(plan.reserved)), (1, height(plan.reserved))], class: "reserved")
    let peakPlace = (Double(peakLayer) + 0.5) / Double(count)
    drawing.dot(peakPlace, height(plan.peakBytes), class: "peak")
    labels = [
      Label(
        text: "peak \(NumberForm.shortBytes(plan.peakBytes)), layer \(peakLayer)", place: peakPlace,
        height: height(plan.peakBytes))
    ]
    note =
      "Average \(NumberForm.shortBytes(plan.averageBytes)). Dashed: \(NumberForm.shortBytes(plan.reserved)) reserved, "
      + "of \(NumberForm.shortBytes(plan.capacity)) that the chip has."
    yLabels = [0, 0.5, 1].map { share in
      Label(
        text: NumberForm.shortBytes(Int(Double(plan.peakBytes) * share)),
        place: height(plan.peakBytes) * share)
    }
    xLabels = Self.layerLabels(count)
    xTitle = "layer"
  }

  /// Where each tensor lies and how long it is needed.
  init(placesIn plan: MemoryPlan) {
    self.init(title: "Where tensors lie in \(plan.memory)")
    let count = Double(plan.usedBytes.count)
    let top = Double(plan.tensors.map { $0.bytes.upperBound }.max() ?? 0)
    guard count > 0, top > 0 else {
      note = "is not used."
      return
    }
    for (index, tensor) in plan.tensors.enumerated() {
      let start = Double(tensor.producer ?? 0)
      let maker = tensor.producer.map { "made by layer \($0)" } ?? "an input"
      drawing.rectangle(
        (start / count)...(Double(max(tensor.lastUse, tensor.producer ?? 0) + 1) / count),
        (Double(tensor.bytes.lowerBound) / top)...(Double(tensor.bytes.upperBound) / top),
        class: index % 2 == 0 ? "tensor" : "tensor other",
        title: "\(NumberForm.bytes(tensor.bytes.count)) at \(tensor.bytes.lowerBound), \(maker), "
          + "last used by layer \(tensor.lastUse)")
    }
    note = "One box a tensor, from the layer that makes it to the last one that reads it."
    yLabels = [0, 0.5, 1].map { Label(text: NumberForm.shortBytes(Int(top * $0)), place: $0) }
    xLabels = Self.layerLabels(plan.usedBytes.count)
    xTitle = "layer"
    yTitle = "address"
  }

  /// Some layer numbers along the axis.
  private static func layerLabels(_ count: Int) -> [Label] {
    let step = max(1, (count + 9) / 10)
    return stride(from: 0, to: count, by: step).map { index in
      Label(text: "\(index)", place: (Double(index) + 0.5) / Double(count))
    }
  }
}
