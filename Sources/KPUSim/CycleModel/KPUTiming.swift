package import KModel
import Simulation

/// How many cycles the KPU takes for one run.
///
/// One cycle handles one 64-byte row of one input channel for one output channel, whatever the kernel's
/// size; weights are loaded meanwhile. **Source**: constants fitted on the 23 runs of nncase issue 77 at
/// 400 MHz; peak from the vendor ("64 KPU, 576 bit wide"); load rate from Sipeed's table of a 16-bit layer
/// (bbs.sipeed.com/t/topic/691). See `docs/timing.md`.
package enum KPUTiming {
  /// Multiply-accumulates per cycle: 64 processing units of 3x3 taps.
  package static let peakMACsPerCycle = 576
  /// Bytes of weights and batch norm loaded per cycle.
  package static let weightBytesPerCycle = 2.9
  /// Image rows that starting an input channel costs.
  static let rowsPerChannelStart = 3.2
  /// Cycles that starting an output channel costs.
  static let cyclesPerOutputChannel = 24.0
  /// Cycles per row of an output channel for batch norm, activation and writing.
  static let cyclesPerOutputRow = 1.17

  static let plain = CostBasis(
    "KPU cycles", .fitted, relativeError: 0.05,
    source: "fitted on nncase issue 77; one other network and large maps agree")
  static let narrowDepthwise = CostBasis(
    "KPU cycles, depthwise and at most 32 pixels wide", .fitted, relativeError: 0.3,
    source: "fitted on nncase issue 77, which these runs undercut by 18 to 29 %")
  static let smallSixteenBit = CostBasis(
    "KPU cycles, 16-bit weights on at most 64x64 pixels", .fitted, relativeError: 0.25,
    source: "Sipeed's table of a 16-bit layer, bbs.sipeed.com/t/topic/691")
  static let weightWait = CostBasis(
    "weights at 2.9 bytes per cycle", .fitted, relativeError: 0.25,
    source: "4x4 row of Sipeed's table of a 16-bit layer, bbs.sipeed.com/t/topic/691")

  /// Cycles of one run if weights came for free.
  static func computeCycles(_ argument: KPULayerArgument) -> Double {
    let layout = FeatureMapLayout(
      channels: argument.inputChannels, height: argument.inputHeight, width: argument.inputWidth)
    let rows = Double(layout.rowsPerImageRow) / Double(layout.channelsPerRow)
    let height = Double(argument.inputHeight)
    let channels = argument.isDepthwise ? 1 : Double(argument.inputChannels)
    let perOutputChannel =
      channels * rows * (height + rowsPerChannelStart) + cyclesPerOutputChannel
      + cyclesPerOutputRow * rows * height
    return Double(argument.outputChannels) * perOutputChannel
  }

  /// Cycles of one run from its words alone, weights and compute side by side.
  ///
  /// - Parameter bytesPerWeight: 1 or 2.
  package static func cycles(_ argument: KPULayerArgument, bytesPerWeight: Int) -> Double {
    let weights = (argument.weightCount ?? 0) * bytesPerWeight + 8 * argument.outputChannels
    return max(computeCycles(argument), Double(weights) / weightBytesPerCycle)
  }

  /// Cycles that loading so many bytes of weights and batch norm takes on its own.
  static func weightLoadCycles(_ parameters: KPUParameters) -> Double {
    Double(parameters.weights.count + parameters.batchNorm.count) / weightBytesPerCycle
  }

  /// How surely the cycles of a run are known.
  static func basis(_ argument: KPULayerArgument, sixteenBit: Bool) -> CostBasis {
    if argument.isDepthwise, argument.inputWidth <= 32 { return narrowDepthwise }
    return sixteenBit && argument.inputWidth * argument.inputHeight <= 64 * 64 ? smallSixteenBit : plain
  }

  /// The parts of `batches` runs: compute, what weights take beyond it, start and end.
  static func terms(
    _ argument: KPULayerArgument, _ parameters: KPUParameters, batches: Int = 1, sixteenBit: Bool = false,
    run: K210Cost, at clocks: ChipClocks
  ) -> [CostTerm] {
    let compute = computeCycles(argument)
    let wait = max(0, weightLoadCycles(parameters) - compute)
    let count = Double(max(0, batches))
    return [
      CostTerm(.compute, cycles: compute * count, basis(argument, sixteenBit: sixteenBit)),
      CostTerm(.weights, cycles: wait * count, weightWait),
      CostTerm(.fixed, run, times: count, at: clocks),
    ]
  }
}
