import KModel
import KPUSim
import OpKernels
import Simulation

/// KPU RAM with one datapath on it.
struct KPUBench {
  var ram: [UInt8]
  var datapath = KPUDatapath()

  /// RAM that holds `value` everywhere, so that bytes that nobody should touch can be told.
  init(filledWith value: UInt8 = 0) { ram = Array(repeating: value, count: KPUDatapath.ramByteCount) }

  /// Puts a planar map at the layer's input, byte by byte.
  mutating func load(_ planar: [UInt8], for argument: KPULayerArgument) {
    let (height, width) = (argument.inputHeight, argument.inputWidth)
    for (index, pixel) in planar.enumerated() {
      let address = KPUOracle.address(
        row: argument.imageSourceRow, height: height, width: width, c: index / (height * width),
        y: index / width % height, x: index % width)
      ram[address] = pixel
    }
  }

  /// Runs a layer on what RAM holds.
  mutating func run(
    _ argument: KPULayerArgument, _ parameters: KPUParameters,
    weightWidth: KPUDatapath.WeightWidth = .eightBit, rounding: RoundingRule = .halfUp
  ) throws(SimulationError.Kind) {
    var datapath = self.datapath
    defer { self.datapath = datapath }
    var span = ram.mutableSpan
    try datapath.run(
      argument, parameters: parameters, weightWidth: weightWidth, rounding: rounding, ram: &span)
  }

  /// The layer's output map, planar.
  func result(of argument: KPULayerArgument) -> [UInt8] {
    let (height, width) = (argument.outputHeight, argument.outputWidth)
    return (0..<(argument.outputChannels * height * width)).map { index in
      ram[
        KPUOracle.address(
          row: argument.imageDestinationRow, height: height, width: width, c: index / (height * width),
          y: index / width % height, x: index % width)]
    }
  }

  /// Loads a map, runs a layer on it and returns its planar result.
  static func run(
    _ input: [UInt8], _ argument: KPULayerArgument, _ parameters: KPUParameters,
    weightWidth: KPUDatapath.WeightWidth = .eightBit, rounding: RoundingRule = .halfUp
  ) throws(SimulationError.Kind) -> [UInt8] {
    var bench = KPUBench()
    bench.load(input, for: argument)
    try bench.run(argument, parameters, weightWidth: weightWidth, rounding: rounding)
    return bench.result(of: argument)
  }
}

extension KPULayerArgument {
  /// Words for a layer from row 0 to row 1000, unless told otherwise.
  static func layer(
    channels: Int = 1, to outputChannels: Int = 1, height: Int, width: Int,
    _ kernel: KPUKernelType = .oneByOne,
    pool: KPUPoolType = .bypass, isDepthwise: Bool = false, from source: Int = 0, at destination: Int = 1000,
    padValue: UInt8 = 0, bytesPerWeight: Int = 1
  ) -> KPULayerArgument {
    KPULayerArgument(
      inputChannels: channels, outputChannels: outputChannels, inputHeight: height, inputWidth: width,
      kernel: kernel, pool: pool, isDepthwise: isDepthwise, imageSourceRow: source,
      imageDestinationRow: destination, padValue: padValue, bytesPerWeight: bytesPerWeight)
      ?? KPULayerArgument()
  }
}
