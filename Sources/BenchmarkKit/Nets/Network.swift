/// A network as shapes alone, for building the same one for several runtimes.
package struct Network: Sendable, Equatable, Codable {
  /// One convolution with a relu behind it.
  package struct Layer: Sendable, Equatable, Codable {
    /// Whether channels are mixed.
    package enum Kind: String, Sendable, Codable {
      case dense, depthwise
    }

    /// Whether channels are mixed.
    package let kind: Kind
    /// Side of the kernel, 1 or 3 for the KPU, else any odd one; padding keeps the window's centre inside the image.
    package let kernel: Int
    /// 1 or 2; of 2, pixels of even row and column are kept, an odd last one is dropped.
    package let stride: Int
    /// Channels of the output.
    package let channels: Int
  }

  /// A layer with its input's extents.
  struct PlacedLayer {
    let layer: Layer
    let channels: Int
    let height: Int
    let width: Int

    var outputHeight: Int { height / layer.stride }
    var outputWidth: Int { width / layer.stride }
    /// Products of one output pixel of one channel.
    var window: Int { layer.kernel * layer.kernel * (layer.kind == .dense ? channels : 1) }
    /// Products of the pixels that are kept.
    var macs: Int { outputHeight * outputWidth * layer.channels * window }
  }

  /// What it is called in tables.
  package let name: String
  /// Channels of the input.
  package let channels: Int
  /// Height of the input.
  package let height: Int
  /// Width of the input.
  package let width: Int
  /// In the order of execution.
  package let layers: [Layer]

  /// The layers with the extents of their inputs.
  var placedLayers: [PlacedLayer] {
    var (channels, height, width) = (channels, height, width)
    return layers.map { layer in
      let placed = PlacedLayer(layer: layer, channels: channels, height: height, width: width)
      (channels, height, width) = (layer.channels, placed.outputHeight, placed.outputWidth)
      return placed
    }
  }

  /// Products of the pixels that are kept.
  package var macs: Int { placedLayers.reduce(0) { $0 + $1.macs } }
}

/// The file that lists networks.
package struct NetworkList: Sendable, Codable {
  /// The networks in the order of tables.
  package let networks: [Network]
  /// Those that are run in single precision alone; may be missing.
  package let floatNetworks: [Network]?

  private enum CodingKeys: String, CodingKey {
    case networks
    case floatNetworks = "float_networks"
  }
}
