package import Simulation

/// One NPU core as the vendor's compiler reckons with it.
///
/// **Source**: fitted on the estimates that toolkit 2.3.2 prints for nine networks; see
/// `docs/rockchip-timing.md`.
package struct RockchipEngine: Sendable, Equatable {
  /// Weights that one cycle takes, by precision.
  package let weightGroups: [NPUPrecision: ChipFact<WeightGroup>]
  /// Outputs that leave for the post-processing unit per cycle, by precision; a group that is done sooner
  /// waits.
  package let drainPerCycle: [NPUPrecision: ChipFact<Int>]
  /// Channels of a depthwise convolution per cycle and tap, in any precision.
  package let depthwiseChannels: ChipFact<Int>
  /// Bytes of one activation atom (C2): channels are rounded up to it.
  package let atomBytes: ChipFact<Int>
  /// Megabytes of main memory per second and the clock in MHz, by which the compiler divides bytes.
  package let memory: ChipFact<MemoryRate>
  /// How parameters and results are rounded up in memory.
  package let padding: ChipFact<TensorPadding>

  /// Output and input channels of one block of weights; their product is the multiply-accumulates per cycle.
  package struct WeightGroup: Sendable, Equatable {
    /// Output channels.
    package let outputs: Int
    /// Input channels.
    package let inputs: Int
  }

  /// Main memory's rate in the compiler's own units.
  package struct MemoryRate: Sendable, Equatable {
    /// 10^6 bytes per second.
    package let megabytesPerSecond: Double
    /// Clock in MHz that cycles are counted by.
    package let megahertz: Double
  }

  /// Sizes that tensors are rounded up to in main memory.
  package struct TensorPadding: Sendable, Equatable {
    /// Bytes of an input pixel's weights when a first layer has at most four channels.
    package let firstLayerBytes: Int
    /// Least channels that the last group of input channels is rounded up to, and then to a power of two.
    package let smallestInputTail: Int
    /// Output channels whose weights stand together.
    package let outputChannels: Int
    /// Output channels of int8 layers whose biases stand together; half as many in 16 bits.
    package let biasChannels: Int
    /// Channels of a depthwise layer whose biases stand together.
    package let depthwiseBiasChannels: Int
    /// Channels of a depthwise layer whose weights stand together.
    package let depthwiseChannels: Int
    /// Bytes of an int8 depthwise channel's bias, zero point and multiplier.
    package let depthwiseBiasBytes: Int
    /// Activation atoms that channels of the network's own outputs are rounded up to.
    package let outputAtoms: Int
  }

  /// Multiply-accumulates per cycle at most; 0 for a precision that the core lacks.
  package func peakMACs(_ precision: NPUPrecision) -> Int {
    weightGroups[precision].map { $0.value.outputs * $0.value.inputs } ?? 0
  }

  /// Bytes of main memory per cycle.
  package var bytesPerCycle: Double { memory.value.megabytesPerSecond / memory.value.megahertz }

  /// Channels of one activation atom.
  package func atomChannels(_ precision: NPUPrecision) -> Int { atomBytes.value / precision.byteCount }
}
