package import Simulation

/// What one layer asks of the chip, as far as time depends on it.
package struct NPULayerWork: Sendable, Equatable {
  /// What the layer does.
  package var kind: Kind
  /// The unit that runs it.
  package var unit: LayerDescription.Unit
  /// Type of its elements.
  package var precision: NPUPrecision
  /// Extents of its first input without padding.
  package var input: Extent
  /// Extents of its output without padding.
  package var output: Extent
  /// Rows of the kernel; 1 for layers without one.
  package var kernelHeight: Int
  /// Columns of the kernel; 1 for layers without one.
  package var kernelWidth: Int
  /// Bytes that it moves from and to main memory; counted for convolutions, which are all that the compiler
  /// counts.
  package var traffic: LayerTraffic
  /// Output elements that pass through a table of sigmoid's kind (SiLU, tanh, hard swish …); 0 for ReLU and
  /// the like.
  package var tableElements: Int

  /// The kinds of layers that take different times.
  package enum Kind: String, Sendable, CaseIterable {
    /// Dense convolutions, fully connected layers, and what is fused with them.
    case convolution
    /// Convolutions of each channel by itself.
    case depthwise
    /// Sums, pools, concatenations, resizing, reshaping: one operation of the unit.
    case other
    /// `InputOperator` and `OutputOperator`: where the model meets its caller.
    case boundary
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
      self.channels = channels
      self.height = height
      self.width = width
    }

    /// Elements; a `Double`, since files may name any extents.
    package var elements: Double { pixels * Double(max(0, channels)) }
    /// Elements of one channel.
    package var pixels: Double { Double(max(0, height)) * Double(max(0, width)) }
  }

  /// A layer that moves nothing that is counted and has no kernel, unless stated.
  package init(
    _ kind: Kind, on unit: LayerDescription.Unit, _ precision: NPUPrecision, input: Extent, output: Extent,
    kernelHeight: Int = 1, kernelWidth: Int = 1, traffic: LayerTraffic = LayerTraffic(),
    tableElements: Int = 0
  ) {
    self.kind = kind
    self.unit = unit
    self.precision = precision
    self.input = input
    self.output = output
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.traffic = traffic
    self.tableElements = tableElements
  }

  /// Whether the results of an operation, by its name in files, pass through a table of sigmoid's kind.
  ///
  /// **Source**: files of such layers load tables before them. SiLU and sigmoid alone were calibrated; that
  /// the others take as long is a guess.
  package static func passesTable(_ operation: String) -> Bool {
    let name = operation.hasPrefix("Conv") ? String(operation.dropFirst(4)) : operation
    return ["sigmoid", "exswish", "hardswish", "tanh", "elu", "softplus", "gelu", "mish"]
      .contains(name.lowercased())
  }

  /// Whether the compiler's estimates count it: convolutions on the NPU alone.
  package var isCounted: Bool { unit == .accelerator && (kind == .convolution || kind == .depthwise) }
}

/// Bytes that a layer moves from and to main memory, padding included.
package struct LayerTraffic: Sendable, Equatable {
  /// Bytes of the first input.
  package var input: Double
  /// Bytes of weights, biases, zero points and multipliers.
  package var weights: Double
  /// Bytes of a second input that is added or multiplied on the way out.
  package var residual: Double
  /// Bytes of the output.
  package var output: Double

  /// Four counts of bytes.
  package init(input: Double = 0, weights: Double = 0, residual: Double = 0, output: Double = 0) {
    self.input = input
    self.weights = weights
    self.residual = residual
    self.output = output
  }

  /// All bytes.
  package var total: Double { input + weights + residual + output }
}
