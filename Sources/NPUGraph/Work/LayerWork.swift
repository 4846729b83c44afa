package import Simulation

/// What one layer asks of an NPU as far as time depends on it, whatever file it comes from.
package struct LayerWork: Sendable, Equatable {
  /// What the layer does.
  package var kind: Kind
  /// The unit that runs it.
  package var unit: LayerDescription.Unit
  /// Extents of its first input without padding.
  package var input: Extent
  /// Extents of its output.
  package var output: Extent
  /// Maps that it reads: 2 for a sum of two.
  package var operands: Int
  /// Kernel, strides, dilations and groups; all 1 for layers without a window.
  package var window: Window
  /// Bytes of weights and biases as they are loaded.
  package var weightBytes: Int
  /// Bits of an activation: 4, 8, 16 or 32.
  package var activationBits: Int
  /// Bits of a weight: 4, 8, 16 or 32.
  package var weightBits: Int
  /// Whether its results pass through a table of sigmoid's kind (SiLU, tanh …) on their way out.
  package var passesTable: Bool

  /// The kinds of layers that take different times.
  package enum Kind: String, Sendable, CaseIterable {
    /// Dense convolutions, groups of several channels, and fully connected layers, whose window is 1x1.
    case convolution
    /// Convolutions of each channel by itself.
    case depthwise
    /// The largest element or the mean of each window.
    case pool
    /// A function of whole maps: a global mean, a sum over an axis.
    case reduction
    /// Two or more maps element by element.
    case binary
    /// One map element by element, and softmax.
    case elementwise
    /// Bytes put elsewhere: resizing, transposing, padding; also whatever nothing else is known of.
    case rearrangement
    /// Nothing but another name for the same bytes: reshaping, joining and splitting channels.
    case view
  }

  /// Channels, rows and columns.
  package struct Extent: Sendable, Equatable {
    /// Channels.
    package var channels: Int
    /// Rows.
    package var height: Int
    /// Columns.
    package var width: Int

    /// Three extents; what is below 0 counts as 0.
    package init(channels: Int, height: Int, width: Int) {
      (self.channels, self.height, self.width) = (channels, height, width)
    }

    /// Elements; a `Double`, since files may name any extents.
    package var elements: Double { pixels * Double(max(0, channels)) }
    /// Elements of one channel.
    package var pixels: Double { Double(max(0, height)) * Double(max(0, width)) }
  }

  /// How a kernel goes over a map.
  package struct Window: Sendable, Equatable {
    /// Rows of the kernel.
    package var kernelHeight = 1
    /// Columns of the kernel.
    package var kernelWidth = 1
    /// Input rows from one output row to the next.
    package var strideHeight = 1
    /// Input columns from one output column to the next.
    package var strideWidth = 1
    /// Input rows from one tap to the next.
    package var dilationHeight = 1
    /// Input columns from one tap to the next.
    package var dilationWidth = 1
    /// Groups that both channel counts are divided into.
    package var groups = 1

    /// A window of one tap.
    package init() {}

    /// A square window.
    package init(kernel: Int, stride: Int = 1, groups: Int = 1) {
      (kernelHeight, kernelWidth) = (kernel, kernel)
      (strideHeight, strideWidth) = (stride, stride)
      self.groups = groups
    }

    /// Taps; a `Double`, since files may name any extents.
    package var taps: Double { Double(max(0, kernelHeight)) * Double(max(0, kernelWidth)) }
  }

  /// A layer in 8 bits on the accelerator without weights, unless stated.
  package init(
    _ kind: Kind, on unit: LayerDescription.Unit = .accelerator, input: Extent, output: Extent,
    operands: Int = 1, window: Window = Window(), weightBytes: Int = 0, activationBits: Int = 8,
    weightBits: Int = 8, passesTable: Bool = false
  ) {
    (self.kind, self.unit) = (kind, unit)
    (self.input, self.output, self.operands, self.window) = (input, output, operands, window)
    (self.weightBytes, self.activationBits, self.weightBits) = (weightBytes, activationBits, weightBits)
    self.passesTable = passesTable
  }

  /// Multiply-accumulates, taps outside of the image included; a `Double`, since files may name any extents.
  package var macs: Double {
    guard kind == .convolution || kind == .depthwise, window.groups > 0 else { return 0 }
    return output.elements * window.taps * Double(max(0, input.channels / window.groups))
  }

  /// Bytes of all maps that it reads and writes.
  package var mapBytes: Double {
    (input.elements * Double(max(0, operands)) + output.elements) * Double(max(0, activationBits)) / 8
  }
}
