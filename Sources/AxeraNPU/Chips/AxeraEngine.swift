package import Simulation

/// One NPU core and what is around it, as far as time depends on it.
package struct AxeraEngine: Sendable, Equatable {
  /// Multiply-accumulates of INT8 per cycle and core.
  package let macsPerCycle: ChipFact<Int>
  /// Input and output channels that a convolution's are rounded up to.
  package let granularity: ChipFact<Granularity>
  /// Whether taps of a layer with few channels are packed side by side, as for a first layer of 7x7.
  package let packsTaps: ChipFact<Bool>
  /// Who computes depthwise convolutions.
  package let depthwiseUnit: ChipFact<Unit>
  /// Elements that one vector unit works on per cycle.
  package let vectorLanes: ChipFact<Int>
  /// Whether there is a vector unit for each core, or one that also moves bytes between the memories.
  package let vectorUnit: ChipFact<VectorUnit>
  /// Bytes of on-chip memory; maps of one layer that do not fit together go to main memory and back.
  package let onChipBytes: ChipFact<Int>
  /// Bytes of weights that are fetched ahead of the layers that need them.
  package let prefetchBytes: ChipFact<Int>
  /// Whether cores share a layer's rows; else each has all of them, with a part of the channels.
  package let sharesRows: ChipFact<Bool>
  /// Microseconds of a run beside the NPU's own work.
  package let runMicroseconds: ChipFact<Double>

  /// Numbers of channels that are computed whether they are needed or not.
  package struct Granularity: Sendable, Equatable {
    /// Input channels of kernels with several taps.
    package let inputs: Int
    /// Input channels of 1x1 kernels.
    package let pointwiseInputs: Int
    /// Output channels.
    package let outputs: Int
  }

  /// The engines that layers are computed on.
  package enum Unit: String, Sendable, CaseIterable {
    /// The multipliers.
    case convolution
    /// Everything element by element.
    case vector
  }

  /// How vector units come.
  package enum VectorUnit: String, Sendable {
    /// One for each core, beside a unit that moves bytes.
    case perCore
    /// One in all, which moves bytes as well.
    case sharedWithTransfers
  }

  /// Vector elements per cycle of so many cores.
  package func lanes(cores: Int) -> Double {
    Double(vectorLanes.value) * (vectorUnit.value == .perCore ? Double(cores) : 1)
  }
}

extension AxeraChip {
  /// One core of the chip.
  package var engine: AxeraEngine {
    switch self {
    case .ax620a: .ax620a
    case .ax620q, .ax630c: .ax620e
    case .ax650: .ax650
    }
  }
}

extension AxeraEngine {
  /// AX620A.
  static let ax620a = AxeraEngine(
    macsPerCycle: ChipFact(1152, .measured, "report: 5,386,556,160 MACs in 4,675,830 cycles"),
    granularity: ChipFact(
      Granularity(inputs: 16, pointwiseInputs: 32, outputs: 8), .vendor,
      "design rules for networks; 16 x 8 x 9 taps are the 1152"),
    packsTaps: ChipFact(false, .fitted, "ResNet18's counter of its convolution engine is met within 1 %"),
    depthwiseUnit: ChipFact(.convolution, .vendor, "design rules: one sixteenth of the multipliers"),
    vectorLanes: ChipFact(16, .fitted, "ResNet18's counter of its tensor engine is met within 1 %"),
    vectorUnit: ChipFact(
      .sharedWithTransfers, .fitted, "two counters of a half NPU are not 0; see onChipBytes"),
    onChipBytes: ChipFact(
      2 << 20, .measured, "report: parameters of 112,128 bytes are 5.3 % and end at 2,097,152"),
    prefetchBytes: ChipFact(
      2 << 20, .fitted, "the whole on-chip memory; six classifiers: 1 and 8 MiB are worse"),
    sharesRows: ChipFact(true, .guessed, "MobileNetV2 takes 3.3 ms on a half and 2.1 ms on the whole"),
    runMicroseconds: ChipFact(10, .measured, "logs of run_joint: overhead 10 us"))

  /// AX630C and AX620Q.
  static let ax620e = AxeraEngine(
    macsPerCycle: ChipFact(1024, .fitted, "2 cores x 2 x 0.8 GHz are 3.28 of the 3.2 TOPS stated"),
    granularity: ChipFact(
      Granularity(inputs: 32, pointwiseInputs: 64, outputs: 8), .fitted,
      "eight classifiers: spread of 7.1 %, with 16 and 32 inputs 9.5 %"),
    packsTaps: ChipFact(true, .fitted, "SqueezeNet 1.0 and 1.1 are 0.27 ms apart; 0.9 ms without"),
    depthwiseUnit: ChipFact(
      .vector, .fitted, "eight classifiers: spread of 7.1 %, on the multipliers 9.7 %"),
    vectorLanes: ChipFact(32, .guessed, "classifiers do not tell; half of AX650's"),
    vectorUnit: ChipFact(.perCore, .guessed, "engines in traces: conv, teng, cv, sdma"),
    onChipBytes: ChipFact(2 << 20, .guessed, "as AX620A"),
    prefetchBytes: ChipFact(2 << 20, .fitted, "eight classifiers: 1 and 8 MiB are worse"),
    sharesRows: ChipFact(false, .guessed, "MobileNetV2 gains 1.2 by the second core"),
    runMicroseconds: ChipFact(30, .guessed, "logs say 30 to 100 us"))

  /// AX650.
  static let ax650 = AxeraEngine(
    macsPerCycle: ChipFact(2304, .fitted, "YOLOv3 and VGG16 reach 1.6 of 1.84 TMAC/s; 10.8 TOPS for three"),
    granularity: ChipFact(
      Granularity(inputs: 16, pointwiseInputs: 32, outputs: 16), .fitted,
      "eight classifiers; 16 x 16 x 9 taps are the 2304, as 32 x 8 x 9, which fit a little worse"),
    packsTaps: ChipFact(true, .fitted, "SqueezeNet 1.0 and 1.1 are 0.43 ms apart; 0.8 ms without"),
    depthwiseUnit: ChipFact(
      .convolution, .fitted, "eight classifiers on one core and on three; the vector unit fits worse"),
    vectorLanes: ChipFact(64, .guessed, "classifiers do not tell"),
    vectorUnit: ChipFact(.perCore, .vendor, "convolution and vector cores are paired"),
    onChipBytes: ChipFact(2 << 20, .guessed, "as AX620A"),
    prefetchBytes: ChipFact(
      8 << 20, .fitted, "with less, main memory comes out a third faster than matrix products say"),
    sharesRows: ChipFact(true, .fitted, "one core's times and three cores' are met with one figure"),
    runMicroseconds: ChipFact(30, .guessed, "logs say 30 to 100 us"))
}
