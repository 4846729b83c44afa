import OpKernels
import TestSupport
import Testing

@Suite("fast 8-bit layers equal the reference")
struct QuantizedLayerKernelTests {
  /// Checks every set, each with the given numbers of threads.
  private static func check(
    _ window: Window2D, seed: UInt64, threads: [Int] = [1],
    of kinds: [(OperandTypes, isSymmetric: Bool)] = [
      (.unsignedBySigned, false), (.signedBySigned, false), (.signedBySigned, true),
    ], _ change: (inout QuantizedLayerCase) -> Void = { _ in }
  ) {
    var random = SplitMix64(seed: seed)
    for (operands, isSymmetric) in kinds {
      var layer = QuantizedLayerCase(window, operands, isSymmetric: isSymmetric, random: &random)
      change(&layer)
      let expected = layer.expected()
      for set in availableSets {
        for count in threads {
          #expect(
            layer.output(set, threads: count) == expected, "\(set) \(operands) \(window), \(count) threads")
        }
      }
    }
  }

  @Test("extents beside a tile's", arguments: [1, 3])
  func edges(kernel: Int) {
    for width in [1, 5, 6, 7, 12, 13] {
      for (inputs, outputs) in [(1, 1), (3, 4), (4, 16), (5, 17), (8, 15), (7, 33)] {
        Self.check(
          NaiveWindow.window(inputs, 2, width, outputs, kernel: kernel, padding: kernel / 2),
          seed: UInt64(width * 100 + outputs))
      }
    }
  }

  @Test("kernels of 1x1 to 7x7, strides, paddings", arguments: [1, 2, 4, 5, 7])
  func kernels(kernel: Int) {
    for (stride, padding) in [(1, kernel / 2), (2, 0), (2, kernel / 2), (3, kernel - 1)] {
      Self.check(
        NaiveWindow.window(6, 9, 11, 18, kernel: kernel, stride: stride, padding: padding),
        seed: UInt64(kernel * 10 + stride))
    }
  }

  @Test("depthwise, any kernel and stride", arguments: [1, 2, 3, 5, 7])
  func depthwise(kernel: Int) {
    for channels in [2, 4, 15, 16, 17, 33] {
      for stride in [1, 2] {
        Self.check(
          NaiveWindow.window(
            channels, 8, 9, channels, groups: channels, kernel: kernel, stride: stride, padding: kernel / 2),
          seed: UInt64(channels * 10 + stride))
      }
    }
  }

  @Test("dilation, cropping, windows that lie outside")
  func unusualWindows() {
    let windows = [
      NaiveWindow.window(3, 9, 15, 5, kernel: 3, stride: 2, dilation: 2, padding: 2),
      NaiveWindow.window(5, 9, 9, 5, groups: 5, kernel: 3, dilation: 3, padding: 3),
      NaiveWindow.window(2, 9, 9, 4, kernel: 2, padding: -2),
      NaiveWindow.window(2, 3, 2, 3, kernel: 5, stride: 4, padding: 4),
      NaiveWindow.window(1, 2, 2, 1, kernel: 2, dilation: 9, padding: 9),
    ]
    for (index, window) in windows.enumerated() {
      Self.check(window, seed: UInt64(index))
      var oblong = window
      oblong.kernelHeight = 1
      oblong.strideWidth = 1
      oblong.paddingTop = 0
      oblong.outputHeight = 1
      oblong.outputWidth = 2
      Self.check(oblong, seed: UInt64(index) + 10)
    }
  }

  @Test("maps of several pieces, one and two threads")
  func pieces() {
    let kinds = [(OperandTypes.signedBySigned, isSymmetric: false)]
    Self.check(
      NaiveWindow.window(1, 40, 90, 20, kernel: 3, padding: 1), seed: 5, threads: [1, 2], of: kinds)
    // So few pixels that threads share the channels.
    Self.check(NaiveWindow.window(4, 1, 13, 4000, kernel: 1), seed: 6, threads: [1, 3], of: kinds)
  }

  @Test("extreme operands and zero points; sums that wrap", arguments: [-128, 127] as [Int8])
  func extremes(weight: Int8) {
    for byte in [0, 127, 128, 255] as [UInt8] {
      Self.check(NaiveWindow.window(1024, 2, 3, 2, kernel: 3, padding: 1), seed: UInt64(byte)) { layer in
        layer.input = [UInt8](repeating: byte, count: layer.input.count)
        layer.weights = [Int8](repeating: weight, count: layer.weights.count)
        let range = layer.operands.inputRange
        layer.inputZeroPoint = byte < 128 ? range.upperBound : range.lowerBound
        layer.bias = [.max, .min]
      }
    }
  }

  @Test("windows of other groups, or too large for 32-bit counts, are not supported")
  func support() {
    let window = NaiveWindow.window(4, 8, 8, 4, kernel: 3)
    #expect(QuantizedLayerKernel.supports(window))
    let changes: [(inout Window2D) -> Void] = [
      { $0.groups = 2 }, { $0.outputChannels = 0 }, { $0.inputWidth = 1 << 17 }, { $0.kernelWidth = 65 },
      { $0.strideHeight = 65 }, { $0.paddingLeft = 1 << 17 },
      {
        $0.groups = 4
        $0.outputChannels = 8
      },
      {
        $0.inputChannels = 1 << 16
        $0.kernelHeight = 32
        $0.kernelWidth = 32
      },
    ]
    for (index, change) in changes.enumerated() {
      var changed = window
      change(&changed)
      #expect(!QuantizedLayerKernel.supports(changed), "change \(index)")
    }
  }
}
