package import KModel
package import OpKernels

/// Runs KPU layers that come as words one after the other, as programs give them to the chip.
///
/// The result is ``KPUDatapath``'s. Layers of 8-bit weights run on the fast kernels, whose packed weights are kept: they are used
/// again when the words and every byte of the parameters are the same.
package struct KPULayerEngine: Sendable {
  /// Which emulator's rounding is followed.
  package var rounding: RoundingRule {
    didSet { if rounding != oldValue { forget() } }
  }

  /// The fast kernels' instruction set, nil for the reference alone.
  private let kernels: KernelSet?
  private var datapath = KPUDatapath()
  private var packed: [[UInt64]: Packed] = [:]
  private var packedByteCount = 0
  /// Bytes of parameters whose packed form is kept: more than main memory holds, so that the layers of one model fit.
  private static let packedByteLimit = 8 << 20

  private struct Packed {
    let parameters: KPUParameters
    let layer: FastKPULayer
  }

  /// An engine that has nothing packed yet.
  package init(rounding: RoundingRule, kernels: KernelSet? = .best) {
    (self.rounding, self.kernels) = (rounding, kernels)
  }

  /// Runs one layer.
  ///
  /// - Parameters: as those of ``KPUDatapath/run(_:parameters:weightWidth:rounding:ram:)``.
  /// - Throws: the faults that it throws.
  package mutating func run(
    _ argument: KPULayerArgument, parameters: KPUParameters, weightWidth: KPUDatapath.WeightWidth,
    ram: inout MutableSpan<UInt8>
  ) throws(Fault) {
    guard weightWidth == .eightBit, let kernels else {
      return try datapath.run(
        argument, parameters: parameters, weightWidth: weightWidth, rounding: rounding, ram: &ram)
    }
    let layer = try layer(argument, parameters, kernels)
    var buffers = PixelBuffers()
    let input = layer.maps.input.read(from: ram.span, in: &buffers)
    let output = layer.run(input, in: &buffers, scratch: KernelScratch(), threads: 1)
    layer.maps.output.write(output, to: &ram)
  }

  /// The packed layer, kept or made anew.
  private mutating func layer(
    _ argument: KPULayerArgument, _ parameters: KPUParameters, _ kernels: KernelSet
  ) throws(Fault) -> FastKPULayer {
    let words = argument.words.indices.map { argument.words[$0] }
    if let kept = packed[words], kept.parameters.hasContents(of: parameters) { return kept.layer }
    let layer = try FastKPULayer(argument, parameters, rounding: rounding, set: kernels)
    packedByteCount += parameters.byteCount - (packed[words]?.parameters.byteCount ?? 0)
    if packedByteCount > Self.packedByteLimit {
      forget()
      packedByteCount = parameters.byteCount
    }
    packed[words] = Packed(parameters: parameters, layer: layer)
    return layer
  }

  private mutating func forget() {
    packed.removeAll()
    packedByteCount = 0
  }
}

extension KPUParameters {
  /// Bytes of all three blocks.
  fileprivate var byteCount: Int { weights.count + batchNorm.count + activation.count }
}
