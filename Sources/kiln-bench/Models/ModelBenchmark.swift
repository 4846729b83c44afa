import BenchmarkKit
import Foundation
import KModel
import KPUSim
import OpKernels
import Simulation
import Tensors

/// Measures whole models under every kernel set, all of a model in turn.
struct ModelBenchmark {
  let stopwatch: Stopwatch
  let sets: [KernelSet]
  /// Whether two threads of the best set are measured, too.
  var measuresThreads = true

  /// The models of a folder by name, without those of fewer multiply-accumulates.
  static func files(in folder: String, minimumMACs: Int) throws -> [LoadedModel] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".kmodel") }
      .map { try LoadedModel(URL(filePath: "\(folder)/\($0)")) }
      .filter { $0.macs >= minimumMACs }
  }

  /// Times one model on a fixed input.
  func figure(_ model: LoadedModel) throws -> ModelFigure {
    var runs = sets.map { (set: $0, threads: 1) }
    if measuresThreads { runs.append((set: .best, threads: 2)) }
    var contenders = [Stopwatch.Contender(clock: .thread, work: try model.run(.reference, threads: 1))]
    for run in runs {
      contenders.append(
        Stopwatch.Contender(
          clock: run.threads == 1 ? .thread : .wall, work: try model.run(.set(run.set), threads: run.threads))
      )
    }
    let samples = try stopwatch.samples(contenders)
    let rows = zip(runs, samples.dropFirst()).map { run, samples in
      ModelFigure.Row(
        kernels: run.set.rawValue, threads: run.threads,
        milliseconds: samples.undisturbed(threads: run.threads), median: samples.median)
    }
    return ModelFigure(
      model: model.name, mmac: Double(model.macs) / 1e6, referenceMilliseconds: samples[0].fifthPercentile,
      chip: ChipTime.measured(model.name) ?? model.predictedChipTime, rows: rows)
  }
}

/// A model in memory, ready for runners of any kernels.
struct LoadedModel {
  let name: String
  /// Multiply-accumulates of the file.
  let macs: Int
  private let model: KModel
  private let byteCount: Int

  /// Reads a file.
  init(_ url: URL) throws {
    let bytes = Array(try Data(contentsOf: url))
    self.init(
      name: url.deletingPathExtension().lastPathComponent, model: try KModel(bytes: bytes),
      byteCount: bytes.count)
  }

  /// A model made here.
  init(name: String, model: KModel, byteCount: Int) {
    self.name = name
    self.model = model
    self.byteCount = byteCount
    macs = SimulatedKModel(model, fileByteCount: byteCount).layers.reduce(0) { $0 + $1.macs }
  }

  /// What the cycle model of `kiln estimate` says the chip takes.
  var predictedChipTime: ChipTime {
    let simulated = SimulatedKModel(model, fileByteCount: byteCount)
    let estimate = simulated.estimate(at: simulated.nominalClocks)
    return ChipTime(milliseconds: estimate.milliseconds, isMeasured: false)
  }

  /// One inference after another, on a fixed input.
  func run(_ kernels: SimulatedKModel.KernelSelection, threads: Int) throws -> () throws -> Void {
    let simulated = SimulatedKModel(model, fileByteCount: byteCount, kernels: kernels)
    let runner = try simulated.makeRunner(RunOptions(threads: threads))
    let inputs = simulated.inputs.map { input in
      (0..<input.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 7) }
    }
    return { _ = try runner.run(inputs, observe: nil) }
  }
}
