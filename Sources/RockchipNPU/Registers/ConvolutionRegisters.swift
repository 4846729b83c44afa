/// The attributes of a convolution as its registers state them.
struct ConvolutionRegisters: Equatable {
  /// Rows and columns of the kernel.
  let kernel: (height: Int, width: Int)
  /// Rows and columns from one output to the next.
  let stride: (height: Int, width: Int)
  /// Rows and columns from one tap to the next.
  let dilation: (height: Int, width: Int)
  /// Rows and columns before the image; those behind it follow from the output's size.
  let padding: (top: Int, left: Int)
  /// Whether each output channel reads one input channel.
  let isDepthwise: Bool
  /// Whether the weights are compressed, in a form that is not public.
  let hasCompressedWeights: Bool

  /// The attributes in the registers of a generation.
  init(_ registers: RegisterFile, of generation: NPUGeneration) {
    if generation.registerMap == .second {
      let less = generation == .f2 ? 1 : 0
      kernel = (registers[second: .kernel, 16...20] + less, registers[second: .kernel, 24...28] + less)
      stride = (registers[second: .strides, 3...5], registers[second: .strides, 0...2])
      dilation = (1, 1)
      padding = (registers[second: .padding, 8...15], registers[second: .padding, 0...7])
      isDepthwise = false
      hasCompressedWeights = false
      return
    }
    kernel = (registers[.kernel, 16...20], registers[.kernel, 24...28])
    stride = (registers[.strides, 3...5], registers[.strides, 0...2])
    dilation = (registers[.strides, 21...25] + 1, registers[.strides, 16...20] + 1)
    padding = (registers[.padding, 0...3], registers[.padding, 4...7])
    isDepthwise = registers[.convolutionMode, 0...3] == 3
    hasCompressedWeights = registers[.weightDecompression, 0]
  }

  static func == (a: Self, b: Self) -> Bool {
    a.kernel == b.kernel && a.stride == b.stride && a.dilation == b.dilation && a.padding == b.padding
      && a.isDepthwise == b.isDepthwise && a.hasCompressedWeights == b.hasCompressedWeights
  }
}
