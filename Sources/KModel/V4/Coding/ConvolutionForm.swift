import Bytes

/// The three forms in which the format stores convolutions.
enum ConvolutionForm {
  /// NCHW with stored groups and output channels.
  case grouped
  /// NHWC with stored output channels.
  case cpu
  /// NHWC, one filter per channel, neither stored.
  case cpuDepthwise

  /// Channels of an input of the given stored shape.
  func inputChannels(_ shape: ShapeV4) -> Int32 { self == .grouped ? shape.c : shape.w }

  /// Weights of a convolution, nil when a factor is negative or the product too large.
  ///
  /// `groups` below 1 counts as 1; the validator refuses it.
  func weightCount(shape: ShapeV4, groups: Int32, outputChannels: Int32, window: OperationV4.Window2D) -> Int?
  {
    let depth = self == .cpuDepthwise ? 1 : Int(inputChannels(shape)) / Int(max(1, groups))
    return Int.product(Int(outputChannels), depth, Int(window.filterHeight), Int(window.filterWidth))
  }
}

extension FieldReader {
  /// Groups and output channels, as far as the form stores them.
  mutating func channels(
    _ form: ConvolutionForm, inputShape: ShapeV4
  ) throws(KModelError) -> (groups: Int32, outputChannels: Int32) {
    let groups: Int32 = form == .grouped ? try integer() : 1
    let outputChannels = form == .cpuDepthwise ? form.inputChannels(inputShape) : try integer()
    return (groups, outputChannels)
  }
}

extension FieldWriter {
  /// Groups and output channels, as far as the form stores them.
  mutating func append(_ form: ConvolutionForm, groups: Int32, outputChannels: Int32) {
    if form == .grouped { append(groups) }
    if form != .cpuDepthwise { append(outputChannels) }
  }
}
