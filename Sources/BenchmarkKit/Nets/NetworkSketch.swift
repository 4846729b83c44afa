package import NPUGraph

/// A network drawn layer by layer as shapes alone, for estimates: no weights, no codes.
///
/// Layers follow each other in the order in which they are drawn; each call takes the map that it reads and
/// returns the one that it writes. Maps are in 8 bits, biases in 32.
package struct NetworkSketch: Sendable {
  /// Extents of a map.
  package typealias Map = LayerWork.Extent

  /// What it is called in tables.
  package let name: String
  /// The network's input.
  package let input: Map
  /// The layers so far.
  package private(set) var works: [LayerWork] = []

  /// A network that reads square pictures of three channels.
  package init(_ name: String, side: Int) {
    self.name = name
    input = Map(channels: 3, height: side, width: side)
  }

  /// Multiply-accumulates of all layers.
  package var macs: Double { works.reduce(0) { $0 + $1.macs } }
  /// Bytes of all weights and biases.
  package var weightBytes: Int { works.reduce(0) { $0 + $1.weightBytes } }

  /// What follows a convolution.
  package enum Activation: Sendable {
    /// Nothing, or ReLU, which costs nothing.
    case relu
    /// SiLU, which passes a table.
    case silu
  }

  /// A square convolution.
  ///
  /// Of a depthwise one the output's channels are the input's. Without `padding` the window's centre stays
  /// inside the image.
  package mutating func convolve(
    _ map: Map, to channels: Int, kernel: Int = 1, stride: Int = 1, padding: Int? = nil,
    depthwise: Bool = false, _ activation: Activation = .relu
  ) -> Map {
    let padding = padding ?? kernel / 2
    func extent(_ size: Int) -> Int { (size + 2 * padding - kernel) / stride + 1 }
    let output = Map(channels: channels, height: extent(map.height), width: extent(map.width))
    let inputs = depthwise ? 1 : map.channels
    works.append(
      LayerWork(
        depthwise ? .depthwise : .convolution, input: map, output: output,
        window: LayerWork.Window(kernel: kernel, stride: stride, groups: depthwise ? channels : 1),
        weightBytes: channels * (inputs * kernel * kernel + 4), passesTable: activation == .silu))
    return output
  }

  /// A depthwise convolution of 3x3.
  package mutating func convolveChannels(_ map: Map, stride: Int = 1) -> Map {
    convolve(map, to: map.channels, kernel: 3, stride: stride, depthwise: true)
  }

  /// A fully connected layer over all elements of a map.
  package mutating func connect(_ map: Map, to channels: Int) -> Map {
    convolve(
      Map(channels: map.channels * map.height * map.width, height: 1, width: 1), to: channels)
  }

  /// A pool; `roundsUp` as ONNX's `ceil_mode`, in which no window may begin outside of the image.
  package mutating func pool(
    _ map: Map, kernel: Int, stride: Int, padding: Int = 0, roundsUp: Bool = false
  ) -> Map {
    func extent(_ size: Int) -> Int {
      let steps = size + 2 * padding - kernel
      guard roundsUp else { return steps / stride + 1 }
      let count = (steps + stride - 1) / stride + 1
      return (count - 1) * stride >= size + padding ? count - 1 : count
    }
    let output = Map(channels: map.channels, height: extent(map.height), width: extent(map.width))
    works.append(
      LayerWork(
        .pool, input: map, output: output, window: LayerWork.Window(kernel: kernel, stride: stride)))
    return output
  }

  /// The mean of each channel.
  package mutating func average(_ map: Map) -> Map {
    let output = Map(channels: map.channels, height: 1, width: 1)
    works.append(LayerWork(.reduction, input: map, output: output))
    return output
  }

  /// The sum of two maps of the same extents.
  package mutating func add(_ map: Map) -> Map {
    works.append(LayerWork(.binary, input: map, output: map, operands: 2))
    return map
  }

  /// Maps one behind the other.
  package mutating func join(_ maps: Map...) -> Map { join(maps) }

  /// Maps one behind the other; there must be one.
  package mutating func join(_ maps: [Map]) -> Map {
    let output = Map(
      channels: maps.reduce(0) { $0 + $1.channels }, height: maps[0].height, width: maps[0].width)
    works.append(LayerWork(.view, input: output, output: output))
    return output
  }

  /// Each pixel twice in both directions.
  package mutating func enlarge(_ map: Map) -> Map {
    let output = Map(channels: map.channels, height: 2 * map.height, width: 2 * map.width)
    works.append(LayerWork(.rearrangement, input: map, output: output))
    return output
  }
}
