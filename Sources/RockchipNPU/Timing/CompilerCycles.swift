import Simulation

/// What the vendor's compiler says a layer takes on one core.
package struct CompilerCycles: Sendable, Equatable {
  /// Cycles of multiplying.
  package let compute: Int
  /// Cycles of moving bytes from and to main memory.
  package let memory: Int

  /// The compiler's own figure for the layer: the two run side by side in it.
  package var layer: Int { max(compute, memory) }
}

extension RockchipEngine {
  /// What the vendor's compiler says a layer takes: all convolutions exactly, nothing for other layers.
  ///
  /// **Source**: reproduces the column of NPU cycles for every convolution of nine networks on four chips,
  /// those in float16 among them; the DDR column as far as the layer's traffic is the compiler's, see
  /// ``NPULayerWork/compiled(for:hasBias:hasResidual:isModelOutput:)``. Counts are cut at 2^50.
  package func compilerCycles(_ work: NPULayerWork) -> CompilerCycles {
    guard work.isCounted else { return CompilerCycles(compute: 0, memory: 0) }
    return CompilerCycles(
      compute: cut(computeCycles(work, rows: work.output.height)),
      memory: cut(compilerMemoryCycles(work.traffic.total)))
  }

  /// Cycles that multiplying takes for so many of a convolution's output rows.
  ///
  /// Output pixels come in sixteens. A dense layer takes one block of weights per cycle for each tap, and at
  /// least as long as a block of results needs to leave.
  func computeCycles(_ work: NPULayerWork, rows: Int) -> Double {
    let slice = NPULayerWork.Extent(channels: 1, height: rows, width: work.output.width)
    let pixels = (slice.pixels / 16).rounded(.up) * 16
    let taps = Double(max(0, work.kernelHeight)) * Double(max(0, work.kernelWidth))
    if work.kind == .depthwise {
      return pixels * taps * blocks(work.output.channels, of: depthwiseChannels.value)
    }
    guard let group = weightGroups[work.precision]?.value, let drain = drainPerCycle[work.precision]?.value
    else { return 0 }
    let perBlock = max(taps * blocks(work.input.channels, of: group.inputs), blocks(group.outputs, of: drain))
    return pixels * blocks(work.output.channels, of: group.outputs) * perBlock
  }

  /// Cycles that so many bytes take from or to main memory, in the single precision that the compiler divides
  /// in.
  func compilerMemoryCycles(_ bytes: Double) -> Double {
    let rate = Float(memory.value.megabytesPerSecond / memory.value.megahertz)
    return Double((Float(bytes) / rate).rounded(.up))
  }
}

/// A count as an integer, 0…2^50: files may ask for any amount of work.
func cut(_ count: Double) -> Int { Int(max(0, min(count, 0x1p50))) }
