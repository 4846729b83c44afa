/// The attributes of a convolution as its registers state them.
struct ConvolutionRegisters {
  /// Rows and columns of the kernel.
  let kernel: (height: Int, width: Int)
  /// Rows and columns from one output to the next.
  let stride: (height: Int, width: Int)
  /// Rows and columns from one tap to the next.
  let dilation: (height: Int, width: Int)
  /// Rows and columns before the image; those behind it follow from the output's size.
  let padding: (top: Int, left: Int)
  /// Whether the weights are compressed, in a form that is not public.
  let hasCompressedWeights: Bool

  /// The attributes in the registers of a generation.
  init(_ registers: RegisterFile, of generation: NPUGeneration) {
    if generation.registerMap == .second {
      let less = generation == .f2 ? 1 : 0
      kernel = (registers[second: .kernel, 16...20] + less, registers[second: .kernel, 24...28] + less)
      stride = (registers[second: .strides, 3...5], registers[second: .strides, 0...2])
      // In the register of the strides as in the first map; no file with other dilations than 1 has been seen.
      dilation = (registers[second: .strides, 21...25] + 1, registers[second: .strides, 16...20] + 1)
      padding = (registers[second: .padding, 8...15], registers[second: .padding, 0...7])
      hasCompressedWeights = false
      return
    }
    kernel = (registers[.kernel, 16...20], registers[.kernel, 24...28])
    stride = (registers[.strides, 3...5], registers[.strides, 0...2])
    dilation = (registers[.strides, 21...25] + 1, registers[.strides, 16...20] + 1)
    padding = (registers[.padding, 0...3], registers[.padding, 4...7])
    hasCompressedWeights = registers[.weightDecompression, 0]
  }
}
