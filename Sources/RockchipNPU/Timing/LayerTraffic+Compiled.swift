import Simulation

extension NPULayerWork {
  /// The same convolution with the bytes that the vendor's compiler counts for it on a core.
  ///
  /// **Source**: fitted on the DDR column of the compiler's estimates, which it meets to the cycle but for
  /// outputs of 255 channels on RK3568 (up to 3.4 % more there). Weights in four bits and slopes of PReLU are
  /// not known of.
  ///
  /// - Parameters:
  ///   - hasBias: whether biases are read; the first half of a split sum has none.
  ///   - hasResidual: whether a second map of the output's size is read, too.
  ///   - isModelOutput: whether the result is the network's own.
  package func compiled(
    for engine: RockchipEngine, hasBias: Bool = true, hasResidual: Bool = false,
    isModelOutput: Bool = false
  ) -> NPULayerWork {
    let atom = engine.atomChannels(precision)
    let bytes = Double(precision.byteCount)
    func map(_ extent: Extent, channels: Double) -> Double { extent.pixels * channels * bytes }
    var work = self
    // Pictures are read as they are.
    let inputChannels =
      input.channels <= 4 ? Double(max(0, input.channels)) : roundedUp(input.channels, to: atom)
    let ownAtoms = isModelOutput ? engine.padding.value.outputAtoms : 1
    work.traffic = LayerTraffic(
      input: map(input, channels: inputChannels),
      weights: kind == .depthwise
        ? depthwiseParameters(engine, hasBias) : denseParameters(engine, hasBias),
      residual: hasResidual ? map(output, channels: roundedUp(output.channels, to: atom)) : 0,
      output: map(output, channels: roundedUp(output.channels, to: atom * ownAtoms)))
    return work
  }

  private var taps: Double { Double(max(0, kernelHeight)) * Double(max(0, kernelWidth)) }

  private func depthwiseParameters(_ engine: RockchipEngine, _ hasBias: Bool) -> Double {
    let padding = engine.padding.value
    let bytes = Double(precision.byteCount)
    let weights = roundedUp(input.channels, to: padding.depthwiseChannels) * taps * bytes
    guard hasBias else { return weights }
    // 16-bit layers have a float or an integer of 32 bits and nothing else.
    let perChannel = precision == .int8 ? padding.depthwiseBiasBytes : 4
    return weights + roundedUp(input.channels, to: padding.depthwiseBiasChannels) * Double(perChannel)
  }

  private func denseParameters(_ engine: RockchipEngine, _ hasBias: Bool) -> Double {
    let padding = engine.padding.value
    let kernels = roundedUp(output.channels, to: padding.outputChannels)
    let weights = kernels * paddedInputChannels(engine) * taps * Double(precision.byteCount)
    guard hasBias else { return weights }
    let perChannel = precision == .int8 ? 8.0 : 4
    let biases = roundedUp(output.channels, to: padding.biasChannels / precision.byteCount)
    return weights + biases * perChannel
  }

  /// Input channels of a dense kernel as they lie in memory.
  private func paddedInputChannels(_ engine: RockchipEngine) -> Double {
    let padding = engine.padding.value
    let group = max(1, engine.weightGroups[precision]?.value.outputs ?? 1)
    // The compiler counts no padding when a last group of outputs follows full ones and is not full.
    guard output.channels <= group || output.channels % group == 0 else { return Double(input.channels) }
    if input.channels <= 4 {
      return roundedUp(input.channels, to: padding.firstLayerBytes / precision.byteCount)
    }
    let tail = input.channels % 32
    guard tail > 0 else { return Double(input.channels) }
    var width = padding.smallestInputTail / precision.byteCount
    while width < tail { width *= 2 }
    return Double(input.channels - tail) + Double(width)
  }
}

/// A count in whole blocks; a `Double`, since files may name any count.
func roundedUp(_ count: Int, to block: Int) -> Double { blocks(count, of: block) * Double(block) }

/// How many blocks hold a count; 0 for what is below 1.
func blocks(_ count: Int, of block: Int) -> Double {
  count > 0 && block > 0 ? (Double(count) / Double(block)).rounded(.up) : 0
}
