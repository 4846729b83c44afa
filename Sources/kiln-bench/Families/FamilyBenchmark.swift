import BenchmarkKit
import OpKernels

/// Measures the stages of layers apart.
struct FamilyBenchmark {
  let stopwatch: Stopwatch
  /// The sets to measure.
  let sets: [KernelSet]

  /// Layers whose sums are measured.
  static let sums: [LayerCase] = [
    .dense(1, 256, 256, width: 20, height: 15),
    .dense(1, 64, 128, width: 40, height: 30),
    .dense(3, 64, 128, width: 40, height: 30),
    .dense(3, 32, 32, width: 80, height: 60),
    .dense(3, 64, 128, width: 80, height: 60, stride: 2),
    .dense(5, 32, 64, width: 40, height: 30),
    .dense(3, 3, 16, width: 320, height: 240),
    .depthwise(128, width: 40, height: 30),
    .depthwise(64, width: 160, height: 120, stride: 2),
  ]

  /// Layers whose batch norm and activation are measured; sums of few products are spread widely.
  static let finishes: [LayerCase] = [2, 3, 16].map {
    .dense(1, 4, 64, width: 80, height: 60, segments: $0)
  }

  /// The products of each set per second, from registers alone, in GMAC/s.
  func peaks() throws -> [String: Double] {
    var peaks: [String: Double] = [:]
    for set in sets { peaks[set.rawValue] = try peak(of: set) }
    return peaks
  }

  /// All families under every set.
  func figures() throws -> [FamilyFigure] {
    try sets.flatMap { set in try Self.sums.map { try sums($0, set) } }
      + Self.finishes.flatMap(finish) + RequantizationCase.all.flatMap(requantize)
  }

  private func peak(of set: KernelSet) throws -> Double {
    var products = 0
    let ms = try stopwatch.milliseconds { products = set.runPeak(iterations: 100_000) }
    return Double(products) / ms / 1e6
  }

  /// A layer's sums alone, and with its input's preparation; the peak is taken in turn with them.
  private func sums(_ test: LayerCase, _ set: KernelSet) throws -> FamilyFigure {
    let bench = LayerBench(test, set)
    var products = 0
    let samples = try stopwatch.samples([
      .init(clock: .thread) { bench.run(.accumulate) },
      .init(clock: .thread) { bench.run([.prepare, .accumulate]) },
      .init(clock: .thread) { products = set.runPeak(iterations: 100_000) },
    ])
    return FamilyFigure(
      family: test.family, layer: test.name, kernels: set.rawValue, channels: test.shape.inputChannels,
      mmac: test.mmac, outputs: bench.outputs, milliseconds: samples[0].fifthPercentile,
      preparedMilliseconds: samples[1].fifthPercentile,
      peak: Double(products) / samples[2].fifthPercentile / 1e6)
  }

  /// A layer's batch norm and activation; all sets in turn, since their quotients are compared.
  private func finish(_ test: LayerCase) throws -> [FamilyFigure] {
    let benches = sets.map { LayerBench(test, $0) }
    let samples = try stopwatch.samples(
      benches.map { bench in .init(clock: .thread) { bench.run(.finish) } })
    return zip(sets.indices, samples).map { index, samples in
      FamilyFigure(
        family: .finish, layer: "\(test.segments) segments", kernels: sets[index].rawValue,
        channels: test.shape.outputChannels, mmac: 0, outputs: benches[index].outputs,
        milliseconds: samples.fifthPercentile)
    }
  }

  /// Requantisation of one block of sums; all sets in turn.
  private func requantize(_ test: RequantizationCase) throws -> [FamilyFigure] {
    let samples = try stopwatch.samples(
      sets.map { set in
        var output = [UInt8](repeating: 0, count: test.sums.count)
        return .init(clock: .thread) {
          for _ in 0..<RequantizationCase.repetitions {
            var span = output.mutableSpan
            test.requantization.apply(
              to: test.sums.span, sumsStride: RequantizationCase.channels, output: &span, set: set)
          }
        }
      })
    return zip(sets, samples).map { set, samples in
      FamilyFigure(
        family: .requantize, layer: test.name, kernels: set.rawValue, channels: RequantizationCase.channels,
        mmac: 0, outputs: test.sums.count,
        milliseconds: samples.fifthPercentile / Double(RequantizationCase.repetitions))
    }
  }
}

/// A packed layer with its memory, filled by one whole run.
final class LayerBench {
  private let kernel: K210LayerKernel
  private let input: [UInt8]
  private var output: [UInt8]
  private let scratch = KernelScratch()

  init(_ test: LayerCase, _ set: KernelSet) {
    kernel = test.kernel(set)
    input = test.input
    output = [UInt8](repeating: 0, count: test.shape.outputByteCount)
    run(.all)
  }

  /// Values that the layer puts out.
  var outputs: Int { kernel.shape.outputHeight * kernel.shape.outputWidth * kernel.shape.outputChannels }

  func run(_ stages: K210LayerKernel.Stages) {
    // Taken out and put back, since a span of a class's own array cannot be lent; nothing is copied.
    var map = output
    output = []
    Self.run(kernel, stages, input, &map, scratch)
    output = map
  }

  private static func run(
    _ kernel: K210LayerKernel, _ stages: K210LayerKernel.Stages, _ input: [UInt8], _ output: inout [UInt8],
    _ scratch: KernelScratch
  ) {
    var span = output.mutableSpan
    kernel.run(stages, input: input.span, output: &span, scratch: scratch)
  }
}
