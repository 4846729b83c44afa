import KModel
import OpKernels
import Simulation

/// One KPU layer on the fast kernels, with the maps of its first batch at their places.
struct FastKPULayer: Sendable {
  let maps: Maps
  private let kernel: K210LayerKernel

  /// Checks and packs a layer of 8-bit weights.
  ///
  /// - Throws: the faults that `KPUDatapath.run` throws for the same words and blocks.
  init(
    _ argument: KPULayerArgument, _ parameters: KPUParameters, rounding: RoundingRule, set: KernelSet
  ) throws(Fault) {
    let layer = try KPULayer(argument)
    try layer.check(parameters, weightWidth: .eightBit)
    maps = Maps(layer)
    let shape = LayerShapeK210(
      inputChannels: argument.inputChannels, outputChannels: argument.outputChannels,
      height: argument.inputHeight, width: argument.inputWidth, kernelSize: layer.kernel.size,
      isDepthwise: argument.isDepthwise, pooling: layer.pooling)
    let correction = CorrectionTermsK210(
      argX: Int64(argument.inputSumFactor), shiftX: Int64(argument.inputSumShift),
      argW: Int64(argument.weightSumFactor), shiftW: Int64(argument.weightSumShift),
      argAdd: argument.constantPerChannel)
    let batchNormByteCount = argument.outputChannels * BatchNormK210.byteCount
    kernel = K210LayerKernel(
      shape: shape, padValue: argument.padValue,
      weights: parameters.weights.span.extracting(first: shape.weightCount), correction: correction,
      batchNorm: parameters.batchNorm.span.extracting(first: batchNormByteCount),
      activation: ActivationTableK210(bytes: parameters.activation.span), rounding: rounding, set: set)
  }

  /// The layer's interleaved output for an interleaved input, in memory of `buffers`.
  func run(
    _ pixels: InterleavedPixels, in buffers: inout PixelBuffers, scratch: KernelScratch, threads: Int
  ) -> InterleavedPixels {
    var result = buffers.take(kernel.shape.outputByteCount)
    pixels.withBytes { input in
      result.withMutableBytes { output in
        kernel.run(input: input, output: &output, scratch: scratch, threads: threads)
      }
    }
    return result
  }
}

extension FastKPULayer {
  /// Where one batch reads and writes.
  struct Maps: Sendable {
    let input: InterleavedMap
    let output: InterleavedMap

    /// The maps of a layer.
    init(_ layer: KPULayer) {
      input = InterleavedMap(layer.input)
      output = InterleavedMap(layer.output)
    }
  }

  /// The maps of a batch whose words are `argument`, which differs from the first batch's in its rows alone.
  ///
  /// - Throws: the faults that `KPUDatapath.run` throws for the same words.
  func maps(of argument: KPULayerArgument) throws(Fault) -> Maps {
    let layer = try KPULayer(argument)
    let isFirst =
      layer.input.range == maps.input.map.range && layer.output.range == maps.output.map.range
    return isFirst ? maps : Maps(layer)
  }
}

/// A feature map and how it converts between KPU RAM, planar CHW and interleaved pixels.
struct InterleavedMap: Sendable {
  let map: FeatureMap
  /// Where the channels lie in KPU RAM.
  private let rows: PlaneRows

  /// A map at its place.
  init(_ map: FeatureMap) {
    self.map = map
    rows = map.rows
  }

  /// The map's pixels, interleaved, as KPU RAM holds them.
  func read(from ram: Span<UInt8>, in buffers: inout PixelBuffers, threads: Int = 1) -> InterleavedPixels {
    let layout = map.layout
    let stride = LayerShapeK210.padded(layout.channels)
    var pixels = buffers.take(layout.height * layout.width * stride)
    pixels.withMutableBytes { bytes in
      PixelLayout.interleave(
        planes: ram, rows, height: layout.height, width: layout.width, pixels: &bytes, threads: threads)
    }
    return pixels
  }

  /// Puts interleaved pixels into KPU RAM; the rest of each row keeps what it held.
  func write(_ pixels: InterleavedPixels, to ram: inout MutableSpan<UInt8>, threads: Int = 1) {
    takeApart(pixels, to: &ram, rows, threads: threads)
  }

  /// Takes interleaved pixels apart into dense planes, CHW.
  func takeApart(_ pixels: InterleavedPixels, to planar: inout MutableSpan<UInt8>, threads: Int = 1) {
    takeApart(pixels, to: &planar, map.planarRows, threads: threads)
  }

  private func takeApart(
    _ pixels: InterleavedPixels, to planes: inout MutableSpan<UInt8>, _ rows: PlaneRows, threads: Int
  ) {
    let layout = map.layout
    pixels.withBytes { bytes in
      PixelLayout.deinterleave(
        pixels: bytes, height: layout.height, width: layout.width, planes: &planes, rows, threads: threads)
    }
  }
}
