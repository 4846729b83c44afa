import AxeraNPU
import Bytes
import Console
import Containers
import Glibc
import NPUGraph
import Simulation
import Tensors

/// One build: network, configuration and samples in, bytes and an account out.
struct NetworkBuild {
  /// What came out.
  struct Account {
    let bytes: [UInt8]
    let builder: ModelBuilder
    let model: JointModel
    let calibration: JointMetadata.CalibrationAccount
    /// Per node, the worst first; empty without a check.
    let nodes: [NodeComparison]
    /// Per output.
    let outputs: [NodeComparison.Metrics]
    let treatments: [QuantizedGraph.Treatment]
    let checked: Int
    /// Names of the values whose ranges came from samples.
    let calibrated: [String]
  }

  private let builder: ModelBuilder
  private let datasets: [CalibrationData]
  private let sourceDigest: String
  private let source: ModelIdentity
  /// The values whose ranges samples have to show.
  private let uncalibrated: [Int]
  private let talk: Talk
  private let options = RunOptions(maximumMainMemory: 2 << 30, maximumOperations: 1 << 40)
  private var hash = SHA256()

  /// Reads the network and finds the samples.
  ///
  /// - Parameters:
  ///   - calibration: where samples are by the command line; other paths are relative to the configuration.
  ///   - folder: the configuration's path, if there is one.
  init(
    path: String, _ configuration: BuildConfiguration, calibration: String?, folder: String?,
    shapes: [String: [Int]], talk: Talk
  ) throws(CommandFailure) {
    self.talk = talk
    let bytes = try Files.read(path)
    var shapes = shapes
    for shape in configuration.inputShapes where shapes[shape.tensor] == nil {
      shapes[shape.tensor] = shape.extents
    }
    let network = try NetworkFile.read(path: path, bytes: bytes, ModelSettings(shapes: shapes))
    sourceDigest = Hexadecimal.string(SHA256.digest(of: bytes))
    source = network.model.identity
    do throws(BuildError) {
      builder = try ModelBuilder(network.graph, configuration)
    } catch {
      throw CommandFailure(
        .work, "\(path): \(error)", hints: ["see `kiln info \(path)` for names and shapes"])
    }
    do throws(QuantizationError) {
      uncalibrated = try builder.valuesToCalibrate()
    } catch { throw CommandFailure(.work, "\(path): \(error)") }
    datasets = try Self.datasets(
      of: builder, areNeededFor: uncalibrated, calibration: calibration, folder: folder)
  }

  /// The samples of each input; none where ranges need none and none are given.
  private static func datasets(
    of builder: ModelBuilder, areNeededFor values: [Int], calibration: String?, folder: String?
  ) throws(CommandFailure) -> [CalibrationData] {
    let (all, usualCount) = (
      builder.configuration.calibration.datasets, builder.configuration.usualCount
    )
    var datasets: [CalibrationData] = []
    for input in builder.inputs {
      guard
        let dataset = all.first(where: { $0.tensor == input.name }) ?? all.first(where: { $0.tensor == nil })
      else {
        if values.isEmpty { return [] }
        var hints = ["--calibration FOLDER with 8 to 32 pictures like those the network will see"]
        if builder.ownCodesCount > 0 {
          let names = values.prefix(3).map { builder.graph.values[$0].name }.joined(separator: ", ")
          hints.append(
            "values without scales of their own: \(values.count) (\(names)\(values.count > 3 ? ", …" : ""))")
        }
        throw CommandFailure(
          .usage, "input \(input.name): no samples to find ranges with", hints: hints)
      }
      let place = dataset.path == calibration ? dataset.path : BuildCommand.path(dataset.path, beside: folder)
      datasets.append(try CalibrationData(place, limit: dataset.count ?? usualCount))
    }
    return datasets
  }

  /// How many samples every input has.
  private var sampleCount: Int { datasets.map(\.count).min() ?? 0 }

  /// What the network reads for a sample, input by input.
  private func sample(_ index: Int) throws(CommandFailure) -> [[Float]] {
    var numbers: [[Float]] = []
    for (dataset, input) in zip(datasets, builder.inputs) {
      numbers.append(try dataset.numbers(index, for: input))
    }
    return numbers
  }

  mutating func run(checkCount: Int) throws -> Account {
    let quantized = try quantize()
    let calibration = JointMetadata.CalibrationAccount(
      dataset: uncalibrated.isEmpty ? "" : datasets.map(\.name).joined(separator: ", "),
      count: uncalibrated.isEmpty ? 0 : sampleCount, method: method,
      strategy: builder.configuration.calibration.strategy == .perChannel ? "per channel" : "per tensor",
      digest: Hexadecimal.string(hash.finalize()))
    let metadata = JointMetadata(
      target: builder.target, mode: builder.mode, inputs: builder.inputs,
      outputs: quantized.graph.outputs.map { quantized.graph.values[$0].name },
      outputTypes: builder.outputTypes, calibration: calibration,
      sourceDigest: sourceDigest, sourceFormat: source.format, sourceOperatorSet: source.version,
      toolVersion: Kiln.version)
    let comparison = try compare(quantized, count: min(checkCount, sampleCount))
    let bytes = try JointModel.file(quantized.graph.withoutUnneededValues(), metadata)
    let model = try JointModel(ONNXModel(bytes), fileByteCount: bytes.count, math: .deterministic)
    return Account(
      bytes: bytes, builder: builder, model: model, calibration: calibration,
      nodes: comparison?.worst(.max) ?? [], outputs: comparison?.outputs ?? [], treatments: quantized.nodes,
      checked: min(checkCount, sampleCount), calibrated: uncalibrated.map { builder.graph.values[$0].name })
  }

  /// Where ranges come from, in the words of `pulsar2` and our own.
  private var method: String {
    let own = builder.ownCodesCount > 0 ? "own scales" : nil
    let calibration = builder.configuration.calibration.method.name(in: .pulsar2)
    return [own, uncalibrated.isEmpty ? nil : calibration].compactMap { $0 }.joined(separator: " and ")
  }

  private mutating func quantize() throws -> QuantizedGraph {
    do {
      if uncalibrated.isEmpty { return try builder.quantized(builder.graph.values.map { _ in nil }) }
      var calibrator = try builder.calibrator(
        sampleCount: sampleCount, options: options, math: .deterministic)
      let bar = ProgressBar(
        label: "finding ranges", unit: .items("samples"), total: sampleCount * calibrator.passCount)
      let start = ContinuousClock.now
      for pass in 0..<calibrator.passCount {
        if pass > 0 { calibrator.beginNextPass() }
        for index in 0..<sampleCount {
          let numbers = try sample(index)
          if pass == 0 { for input in numbers { hash.update(Tensor(floats: input, shape: Shape([])).bytes) } }
          try calibrator.add(numbers)
          let elapsed = (ContinuousClock.now - start).components
          talk.show(
            bar.line(
              done: pass * sampleCount + index + 1,
              elapsed: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18,
              width: talk.policy.width ?? 80))
        }
      }
      talk.show("")
      return try builder.quantized(try calibrator.ranges(), channelMeans: calibrator.channelMeans)
    } catch let error as CalibrationError {
      throw CommandFailure(
        .work, "\(error)", hints: ["check the samples and what is done with their numbers"])
    } catch let error as QuantizationError {
      throw CommandFailure(.work, "\(error)")
    }
  }

  private func compare(_ quantized: QuantizedGraph, count: Int) throws -> GraphComparison? {
    if count == 0 { return nil }
    var comparison = try GraphComparison(
      builder.graph, quantized, options: options, math: .deterministic, log10: { Glibc.log10($0) })
    let bar = ProgressBar(label: "comparing", unit: .items("samples"), total: count)
    for index in 0..<count {
      try comparison.add(try sample(index * sampleCount / count))
      talk.show(bar.line(done: index + 1, elapsed: 0, width: talk.policy.width ?? 80))
    }
    talk.show("")
    return comparison
  }
}

extension BuildConfiguration {
  /// Samples to take when a configuration does not say.
  fileprivate var usualCount: Int { 32 }
}
