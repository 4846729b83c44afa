import Console
import Glibc
import Simulation

extension Chart {
  /// What each accelerator layer reaches against what multipliers and weight traffic allow.
  init(rooflineOf estimate: ModelEstimate) {
    self.init(title: "Roofline")
    let layers = estimate.layers.filter {
      $0.layer.unit == .accelerator && $0.cycles > 0 && $0.layer.macs > 0 && $0.weightLoadCycles > 0
    }
    let peak = Double(estimate.peakMACsPerCycle)
    let rate = estimate.weightBytesPerCycle
    guard !layers.isEmpty, peak > 0, rate > 0 else {
      note = "No layer runs on the accelerator."
      return
    }
    let points = layers.map { row in
      (
        row: row, intensity: Double(row.layer.macs) / (Double(row.weightLoadCycles) * rate),
        reached: Double(row.layer.macs) / Double(row.cycles)
      )
    }
    let xAxis = LogAxis(points.map { $0.intensity } + [1, peak / rate * 4])
    let yAxis = LogAxis(points.map { $0.reached } + [1, peak])
    let ridge = peak / rate
    drawing.line(
      [
        (0, yAxis.place(rate * xAxis.lowest)), (xAxis.place(ridge), yAxis.place(peak)),
        (1, yAxis.place(peak)),
      ], class: "roof")
    drawing.line([(0, yAxis.place(peak / 9)), (1, yAxis.place(peak / 9))], class: "reserved")
    for point in points {
      drawing.dot(
        xAxis.place(point.intensity), yAxis.place(point.reached), class: point.row.layer.kernelClass,
        title: "layer \(point.row.layer.index), \(point.row.layer.details): "
          + "\(NumberForm.decimal(point.reached, places: 1)) MAC per cycle, "
          + "\(NumberForm.decimal(point.intensity, places: 1)) MAC per byte of weights")
    }
    // Layers alike share a place; the first of them lends it its number.
    for point in points.sorted(by: { $0.row.cycles > $1.row.cycles }) where labels.count < 3 {
      let label = Label(
        text: "\(point.row.layer.index)", place: xAxis.place(point.intensity),
        height: yAxis.place(point.reached))
      let isFree = labels.allSatisfy {
        abs($0.place - label.place) > 0.03 || abs($0.height - label.height) > 0.08
      }
      if isFree { labels.append(label) }
    }
    xLabels = xAxis.marks.map { Label(text: $0.text, place: $0.place) }
    yLabels = yAxis.marks.map { Label(text: $0.text, place: $0.place) }
    xTitle = "MAC per byte of weights"
    yTitle = "MAC per cycle"
    note =
      "Solid: \(Int(peak)) MAC per cycle, or as many as \(rate) bytes of weights per cycle allow. Dashed: a ninth of "
      + "the peak, the most that 1x1 kernels reach. Numbers: the slowest layers."
  }
}

extension LayerDescription {
  /// The style of the layer's dot.
  fileprivate var kernelClass: String {
    if details.contains("depthwise") { return "depthwise" }
    return details.hasPrefix("1x1") ? "pointwise" : "dense"
  }
}

/// A logarithmic axis over whole decades.
struct LogAxis {
  /// Value at the start of the axis.
  let lowest: Double
  private let decades: ClosedRange<Int>

  /// An axis that shows all positive values given, at least one decade.
  init(_ values: [Double]) {
    let exponents = values.filter { $0 > 0 && $0.isFinite }.map { log10($0) }
    let low = Int((exponents.min() ?? 0).rounded(.down))
    let high = max(low + 1, Int((exponents.max() ?? 1).rounded(.up)))
    decades = low...high
    lowest = pow(10, Double(low))
  }

  /// Where a positive value stands, 0…1.
  func place(_ value: Double) -> Double {
    let exponent = value > 0 ? log10(value) : Double(decades.lowerBound)
    return (exponent - Double(decades.lowerBound)) / Double(decades.count - 1)
  }

  /// A mark per decade.
  var marks: [(text: String, place: Double)] {
    decades.map { exponent in
      let text =
        exponent >= 0
        ? NumberForm.grouped(Int(pow(10, Double(exponent))))
        : NumberForm.decimal(pow(10, Double(exponent)), places: -exponent)
      return (text, Double(exponent - decades.lowerBound) / Double(decades.count - 1))
    }
  }
}
