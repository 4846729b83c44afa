import Foundation
import KModel
import KPUSim
import OpKernels
import Simulation
import Tensors

/// One model under every kernel set that this processor has.
struct ModelBenchmark: Encodable {
  /// One kernel set's time.
  struct Row: Encodable {
    let kernels: String
    let threads: Int
    let ms: Double
    let gmacs: Double
    /// How many times faster than the reference of the same run.
    let speedup: Double
  }

  let model: String
  let mmac: Double
  let reference_ms: Double
  /// What the chip takes, measured or predicted by others (docs/performance.md); nil when nobody said.
  let chip_ms: Double?
  let rows: [Row]

  /// Times the model in a file on a fixed input; nil for one of fewer multiply-accumulates.
  init?(_ url: URL, minimumMacs: Int, _ stopwatch: Stopwatch) throws {
    let bytes = Array(try Data(contentsOf: url))
    let model = try KModel(bytes: bytes)
    let name = url.deletingPathExtension().lastPathComponent
    let simulated = SimulatedKModel(model, fileByteCount: bytes.count)
    let macs = simulated.layers.reduce(0) { $0 + $1.macs }
    guard macs >= minimumMacs else { return nil }
    let inputs = simulated.inputs.map { input in
      (0..<input.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 7) }
    }
    func time(_ kernels: SimulatedKModel.KernelSelection, threads: Int, _ watch: Stopwatch) throws -> Double {
      let runner = try SimulatedKModel(model, fileByteCount: bytes.count, kernels: kernels)
        .makeRunner(RunOptions(threads: threads))
      return try watch.milliseconds { _ = try runner.run(inputs, observe: nil) }
    }
    let reference = try time(.reference, threads: 1, Stopwatch(seconds: 0))
    var rows: [Row] = []
    for set in KernelSet.allCases where set.isAvailable {
      // More threads only where it matters: for the set that is chosen by itself.
      for threads in set == .best ? [1, 2] : [1] {
        let ms = try time(.set(set), threads: threads, stopwatch)
        rows.append(
          Row(
            kernels: set.rawValue, threads: threads, ms: ms, gmacs: Double(macs) / ms / 1e6,
            speedup: reference / ms))
      }
    }
    self.model = name
    mmac = Double(macs) / 1e6
    reference_ms = reference
    chip_ms = Self.chipMilliseconds[name]
    self.rows = rows
  }

  /// First to last layer at 400 MHz.
  ///
  /// **Source**: facedetect_v3 measured (nncase issue 77), slim320_v4 measured (nncase issue 81); the others
  /// predicted by the cycle model that was fitted on the former, about 5 % for KPU-only networks.
  private static let chipMilliseconds: [String: Double] = [
    "facedetect_v3": 12.7, "slim320_v4": 60, "facemask5_v3": 8.9, "yolo20_v3": 11.4, "maskyolo_v3": 5.3,
    "trash_mbnet_v3": 28.5, "person_v3": 28.1, "yolov3_2out_v3": 55.2,
  ]
}
