public import NPUGraph
import Pictures
import Tensors

/// What a program feeds into one input of a built model, and how that becomes what the network was trained on.
///
/// Pixels of the program's format are brought to the network's, then `pixel * slope + offset` per channel is what the
/// network reads. **Source**: the documentation of pulsar 0.6; what happens to numbers that are no pictures is the same
/// without the formats.
public struct ModelInput: Sendable, Equatable {
  /// Name in the source network.
  public var name: String
  /// Channels, rows and columns of a picture; nil for inputs that are none.
  public var picture: PictureSize?
  /// Extents of the network's input, planes first for pictures.
  public var extents: [Int]
  /// What the program feeds: gray, RGB, BGR, NV12 or NV21; nil for inputs that are no pictures.
  public var format: PictureFormat?
  /// The order of planes that the network was trained on: gray, RGB or BGR.
  public var modelFormat: PictureFormat?
  /// The range of YUV.
  public var colorStandard: ColorStandard
  /// Bytes of pixels, or single precision.
  public var isBytes: Bool
  /// Whether the program feeds planes one behind the other instead of pixel by pixel.
  public var isPlanar: Bool
  /// One per channel of the network.
  public var slopes: [Float]
  /// One per channel of the network.
  public var offsets: [Float]

  /// Extents of a picture.
  public struct PictureSize: Sendable, Equatable {
    /// Planes of the network's input.
    public var channels: Int
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int

    /// A picture's extents.
    public init(channels: Int, height: Int, width: Int) {
      (self.channels, self.height, self.width) = (channels, height, width)
    }
  }

  /// An input that takes numbers as they are.
  public init(name: String, extents: [Int]) {
    (self.name, self.extents) = (name, extents)
    (picture, format, modelFormat, colorStandard) = (nil, nil, nil, .legacy)
    (isBytes, isPlanar, slopes, offsets) = (false, true, [1], [0])
  }

  /// Extents of what the program feeds.
  public var fedExtents: [Int] {
    guard let picture else { return extents }
    if format?.isYUV == true { return [1, picture.height * 3 / 2, picture.width, 1] }
    return isPlanar
      ? [1, picture.channels, picture.height, picture.width]
      : [1, picture.height, picture.width, picture.channels]
  }

  /// How the quantised network takes it.
  public var form: InputForm { isBytes ? .pixels(slopes: slopes, offsets: offsets) : .floats }

  /// What the network reads for planes of pixels in its own order.
  public func numbers(ofPlanes planes: [UInt8]) -> [Float] {
    let size = max(1, planes.count / max(1, slopes.count))
    return planes.enumerated().map { index, pixel in
      let channel = slopes.count == 1 ? 0 : min(index / size, slopes.count - 1)
      return Float(pixel) * slopes[channel] + offsets[offsets.count == 1 ? 0 : channel]
    }
  }

  /// What the network reads for the bytes that a program feeds.
  public func numbers(of bytes: [UInt8]) -> [Float] {
    if isBytes { return numbers(ofPlanes: planes(of: bytes)) }
    let fed = floatBytes(of: bytes)
    return Tensor(elementType: .float32, shape: Shape([fed.count / 4]), bytes: fed).floats
  }

  /// What the graph of codes is given for the bytes that a program feeds.
  public func graphBytes(of bytes: [UInt8]) -> [UInt8] {
    guard isBytes else { return floatBytes(of: bytes) }
    var codes = planes(of: bytes)
    // As s8 codes, bytes are 128 less.
    var span = codes.mutableSpan
    for index in 0..<span.count { span[index] ^= 0x80 }
    return codes
  }

  /// The planes in the network's order of bytes that a program feeds; as many as ``fedExtents`` say.
  public func planes(of bytes: [UInt8]) -> [UInt8] {
    guard let picture, let format, let modelFormat else { return bytes }
    if format.isYUV {
      return SemiPlanarPicture(
        width: picture.width, height: picture.height, bytes: bytes, isVFirst: format == .nv21,
        hasStudioRange: colorStandard == .studio
      ).planar(modelFormat == .gray ? .gray : modelFormat == .bgr ? .bgr : .rgb)
    }
    let (channels, size) = (picture.channels, picture.height * picture.width)
    let isTurned = channels == 3 && format != modelFormat
    var memory = [UInt8](repeating: 0, count: bytes.count)
    var planes = memory.mutableSpan
    let pixels = bytes.span
    let (start, step) = isPlanar ? (size, 1) : (1, channels)
    for channel in 0..<channels {
      let source = (isTurned ? channels - 1 - channel : channel) * start
      var plane = planes._mutatingExtracting((channel * size)..<((channel + 1) * size))
      for pixel in 0..<plane.count { plane[pixel] = pixels[source &+ pixel &* step] }
    }
    return memory
  }
}
