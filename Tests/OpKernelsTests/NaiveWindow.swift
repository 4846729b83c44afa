import OpKernels

/// Window operations written a second time: every tap of every output pixel, tested against the image.
enum NaiveWindow {
  /// Folds the in-image taps of each output pixel in the order that the layout has.
  ///
  /// `step` gets the running value and the indices of the input element and of the weight.
  static func convolve<Value>(
    _ window: Window2D, _ layout: TensorLayout, start: (Int) -> Value, step: (Value, Int, Int) -> Value
  ) -> [Value] {
    let isPlanar = layout == .planar
    var output: [Value] = []
    for outer in 0..<(isPlanar ? window.outputChannels : window.outputHeight * window.outputWidth) {
      for inner in 0..<(isPlanar ? window.outputHeight * window.outputWidth : window.outputChannels) {
        let channel = isPlanar ? outer : inner
        let pixel = isPlanar ? inner : outer
        output.append(
          taps(window, layout, channel: channel, pixel: pixel).reduce(start(channel)) {
            step($0, $1.input, $1.weight)
          })
      }
    }
    return output
  }

  /// Indices of input element and weight of the in-image taps of one output pixel.
  private static func taps(
    _ window: Window2D, _ layout: TensorLayout, channel: Int, pixel: Int
  ) -> [(input: Int, weight: Int)] {
    let depth = window.inputChannels / window.groups
    let firstInput = channel / (window.outputChannels / window.groups) * depth
    var taps: [(input: Int, weight: Int)] = []
    func visit(_ offset: Int, _ ky: Int, _ kx: Int) {
      let y =
        pixel / window.outputWidth * window.strideHeight - window.paddingTop + ky * window.dilationHeight
      let x = pixel % window.outputWidth * window.strideWidth - window.paddingLeft + kx * window.dilationWidth
      if y < 0 || y >= window.inputHeight || x < 0 || x >= window.inputWidth { return }
      let ic = firstInput + offset
      if layout == .planar {
        taps.append(
          (
            (ic * window.inputHeight + y) * window.inputWidth + x,
            ((channel * depth + offset) * window.kernelHeight + ky) * window.kernelWidth + kx
          ))
      } else {
        taps.append(
          (
            (y * window.inputWidth + x) * window.inputChannels + ic,
            ((channel * window.kernelHeight + ky) * window.kernelWidth + kx) * depth + offset
          ))
      }
    }
    let kernel = (0..<(window.kernelHeight * window.kernelWidth)).map {
      ($0 / window.kernelWidth, $0 % window.kernelWidth)
    }
    if layout == .planar {
      for offset in 0..<depth { for (ky, kx) in kernel { visit(offset, ky, kx) } }
    } else {
      for (ky, kx) in kernel { for offset in 0..<depth { visit(offset, ky, kx) } }
    }
    return taps
  }

  /// Windows of every kind: strides, dilations, groups, cropping, kernels wider than the output.
  static let convolutions: [Window2D] = [
    window(1, 1, 1, 1, kernel: 1),
    window(2, 5, 7, 3, kernel: 3, padding: 1),
    window(4, 8, 17, 4, groups: 4, kernel: 3, padding: 1),
    window(4, 6, 16, 6, groups: 2, kernel: 2, stride: 2),
    window(3, 9, 15, 2, kernel: 3, stride: 3, dilation: 2, padding: 2),
    window(2, 4, 4, 2, kernel: 7, padding: 3),
    window(2, 3, 2, 1, kernel: 5, stride: 4, padding: 4),
    window(1, 9, 9, 2, kernel: 2, padding: -2),
    window(2, 3, 65, 2, kernel: 1),
    window(1, 2, 2, 1, kernel: 2, dilation: 9, padding: 9),
  ]

  /// A square window whose output size follows from equal paddings on all sides.
  static func window(
    _ inputChannels: Int, _ height: Int, _ width: Int, _ outputChannels: Int, groups: Int = 1, kernel: Int,
    stride: Int = 1, dilation: Int = 1, padding: Int = 0
  ) -> Window2D {
    let reach = (kernel - 1) * dilation + 1
    return Window2D(
      inputChannels: inputChannels, inputHeight: height, inputWidth: width, outputChannels: outputChannels,
      outputHeight: (height + 2 * padding - reach + stride) / stride,
      outputWidth: (width + 2 * padding - reach + stride) / stride, groups: groups, kernelHeight: kernel,
      kernelWidth: kernel, strideHeight: stride, strideWidth: stride, dilationHeight: dilation,
      dilationWidth: dilation, paddingTop: padding, paddingLeft: padding)
  }
}
