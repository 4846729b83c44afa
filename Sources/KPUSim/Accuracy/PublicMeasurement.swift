import KModel
import Simulation

/// A time that somebody measured on a real K210 and published, beside what the cycle model says.
package struct PublicMeasurement: Sendable {
  /// What was measured.
  package let subject: String
  /// Milliseconds as published; for a range or a rate its middle.
  package let measuredMilliseconds: Double
  /// Milliseconds by the model; nil when the network's shapes are not public.
  package let estimatedMilliseconds: Double?
  /// Conditions, and what the two figures have not in common; may be empty.
  package let remark: String
  /// Where it was published.
  package let source: String
  /// What agreement with it proves.
  package let standing: Standing

  /// What agreement with a measurement proves.
  package enum Standing: String, Sendable {
    /// Little: constants of the model were chosen to agree.
    case fitted
    /// Something: the model did not know it.
    case check
    /// Nothing much: the time holds more than the model's, or is a claim.
    case loose
  }

  /// Estimated over measured less 1, as a share; nil without an estimate.
  package var deviation: Double? {
    estimatedMilliseconds.map { $0 / measuredMilliseconds - 1 }
  }
}

extension PublicMeasurement {
  /// Every public measurement that we know, single layers first.
  package static var all: [PublicMeasurement] {
    faceDetector + sipeedTable + singleLayersV4 + wholeModels + claims
  }

  init(
    _ subject: String, _ measured: Double, _ estimated: Double?, fitted: Bool = false, loose: Bool = false,
    _ remark: String,
    _ source: String
  ) {
    self.subject = subject
    measuredMilliseconds = measured
    estimatedMilliseconds = estimated
    self.remark = remark
    self.source = source
    standing = fitted ? .fitted : loose ? .loose : .check
  }

  // MARK: nncase issue 77

  /// The v3 face detector's layers, the sums over the KPU's layers and over all.
  package static var faceDetector: [PublicMeasurement] {
    let source = "nncase issue 77"
    let trace = [
      0.206, 0.039, 0.514, 0.029, 0.680, 0.053, 1.328, 0.020, 0.704, 0.034, 1.385, 0.016, 0.781, 0.025, 1.522,
      0.026, 1.521, 0.026, 1.521, 0.026, 1.521, 0.025, 0.326, 0.404,
    ]
    let estimate = SimulatedKModel(KModelSketch.faceDetector.model, fileByteCount: 0)
      .estimate(at: K210Timing.nominalClocks)
    let layers = zip(estimate.layers, trace).map { row, measured in
      let isNarrow = row.terms.contains { $0.basis == KPUTiming.narrowDepthwise }
      return PublicMeasurement(
        "face detector v3, layer \(row.layer.index): "
          + (row.layer.unit == .cpu ? row.layer.operation : row.layer.details), measured,
        estimate.clocks.milliseconds(row.cycles), fitted: true,
        isNarrow ? "narrow depthwise: known to be overestimated" : "", source)
    }
    let own = estimate.layers.filter { $0.layer.unit == .accelerator }.saturatingSum { $0.cycles }
    return layers + [
      PublicMeasurement(
        "face detector v3, its 23 KPU layers", 12.328, estimate.clocks.milliseconds(own), fitted: true, "",
        source),
      PublicMeasurement(
        "face detector v3, whole", 12.732, estimate.milliseconds, fitted: true, "", source),
    ]
  }

  // MARK: Sipeed's table

  /// One layer with 16-bit weights at many sizes.
  package static var sipeedTable: [PublicMeasurement] {
    let rows: [(width: Int, height: Int, milliseconds: Double)] = [
      (4, 4, 0.339), (16, 4, 0.339), (16, 16, 0.417), (32, 16, 0.692), (32, 32, 1.138), (64, 32, 2.125),
      (64, 64, 3.891), (128, 64, 7.709), (128, 128, 14.778), (256, 256, 57.756),
    ]
    let clocks = ChipClocks(acceleratorMHz: 300, cpuMHz: 500)
    return rows.map { row in
      var sketch = KModelSketch(channels: 128, height: row.height, width: row.width)
      sketch.bytesPerWeight = 2
      sketch.convolution(128)
      let estimate = SimulatedKModel(sketch.model, fileByteCount: 0).estimate(at: clocks)
      return PublicMeasurement(
        "3x3 128 to 128 channels, 16-bit weights, \(row.width)x\(row.height)", row.milliseconds,
        estimate.milliseconds, fitted: row.width == 4, "KPU 300 MHz, CPU 500 MHz",
        "bbs.sipeed.com/t/topic/691")
    }
  }

  // MARK: nncase issues 95 to 97

  /// Single nodes of kmodels v4.
  package static var singleLayersV4: [PublicMeasurement] {
    func run(
      _ inputs: Int, _ height: Int, _ width: Int, pool: KPUPoolType = .bypass, copiesResult: Bool = false
    ) -> Double {
      var sketch = KModelSketch(channels: inputs, height: height, width: width)
      sketch.convolution(16, pool: pool, toMainMemory: copiesResult)
      return SimulatedKModel(sketch.modelV4, fileByteCount: 0)
        .estimate(at: K210Timing.nominalClocks).milliseconds
    }
    func work(_ cost: K210Cost, _ count: Double) -> Double { cost.nanoseconds * count / 1e6 }
    let issue95 = "nncase issue 95"
    let issue96 = "nncase issue 96"
    let issue97 = "nncase issue 97"
    return [
      .init(
        "v4 3x3 3 to 16 channels, 320x240, stride 2", 0.211, run(3, 240, 320, pool: .leftTop2Stride2), "",
        issue96),
      .init("v4 3x3 16 to 16 channels, 160x120", 0.269, run(16, 120, 160), "", issue96),
      .init("v4 3x3 16 to 16 channels, 80x60", 0.099, run(16, 60, 80), "", issue96),
      .init(
        "v4 3x3 16 to 16 channels, 80x60, copied to main memory", 6.690, run(16, 60, 80, copiesResult: true),
        fitted: true, "", issue96),
      .init(
        "v4 3x3 16 to 16 channels, 160x120, copied to main memory", 26.563,
        run(16, 120, 160, copiesResult: true), fitted: true, "", issue95),
      .init("v4 dequantize, 76800 elements", 2.341, work(.dequantizeV4, 76800), fitted: true, "", issue96),
      .init("v4 dequantize, 307200 elements", 9.357, work(.dequantizeV4, 307_200), fitted: true, "", issue95),
      .init("input by DMA, 230400 bytes", 0.329, work(.inputDMA, 230_400), fitted: true, "", issue95),
      .init(
        "v4 quantized binary, 76800 elements", 15.974, work(.quantizedBinary, 76800), fitted: true,
        "count inferred", issue97),
      .init(
        "v4 quantized binary, 307200 elements", 58.699, work(.quantizedBinary, 307_200), fitted: true,
        "count inferred", issue97),
      .init(
        "v4 kpu_upload, 307200 bytes", 20.367, work(.upload, 307_200), fitted: true, "count inferred", issue97
      ),
    ]
  }
}
