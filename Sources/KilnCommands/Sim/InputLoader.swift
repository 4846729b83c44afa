import Bytes
import Containers
import FoundationEssentials
import ImageCodecs
package import Pictures
package import Simulation
package import Tensors

/// One input, ready to run, and the account of how it came about.
package struct PreparedInput {
  /// Exactly the bytes that the model's input takes.
  package let bytes: [UInt8]
  /// What was done, in words for the user.
  package let account: String
  /// The picture as it was read, when there was one.
  package let picture: Picture?
  /// Where its pixels went.
  package let placement: FitPlacement?
}

/// Turns files into the bytes of a model's input.
package struct InputLoader {
  /// The input to fill.
  package let target: TensorDescription
  package let fit: InputOptions.FitRule
  /// The order of planes that was asked for; nil for the model's own, else RGB.
  package let color: InputOptions.ColorRule?
  /// How numbers become the input's bytes; nil for inputs that take them as they are.
  package let encoding: InputEncoding?

  package init(
    target: TensorDescription, encoding: InputEncoding? = nil, fit: InputOptions.FitRule = .stretch,
    color: InputOptions.ColorRule? = nil
  ) {
    self.target = target
    self.encoding = encoding
    self.fit = fit
    self.color = color
  }

  /// The same with everything that the command line says; means and deviations of one's own replace the model's.
  package init(target: TensorDescription, encoding: InputEncoding?, options: InputOptions) {
    var encoding = encoding
    if options.mean != nil || options.std != nil {
      encoding = InputEncoding(
        means: options.mean?.planes ?? [], deviations: options.std?.planes ?? [],
        quantization: encoding?.quantization ?? target.quantization, elementType: target.elementType,
        isInterleaved: encoding?.isInterleaved ?? false)
    }
    self.init(target: target, encoding: encoding, fit: options.fit, color: options.color)
  }

  /// Zeros, for a model that was given nothing.
  ///
  /// - Throws: a failure when the input is larger than the memories of the model, which only broken files ask for.
  package func zeros(for memory: MemoryNeeds) throws(CommandFailure) -> PreparedInput {
    let limit = memory.mainBytes + memory.acceleratorBytes
    guard (0...limit).contains(target.byteCount) else {
      throw CommandFailure(
        .file,
        "\(target.name) of shape \(target.shape): \(target.byteCount) bytes; the model's memories have \(limit)"
      )
    }
    return PreparedInput(
      bytes: [UInt8](repeating: 0, count: target.byteCount), account: "zeros, since no --input was given",
      picture: nil, placement: nil)
  }

  /// Reads a picture, an array or raw bytes; the contents decide which.
  ///
  /// - Throws: a failure with exit code 3 that names what was found and what the input takes.
  package func load(_ path: String) throws(CommandFailure) -> PreparedInput {
    let bytes = try Files.read(path)
    if NPYArray.recognizes(bytes) { return try array(bytes, path: path) }
    let isRaw = ["bin", "raw"].contains(Files.pathExtension(of: path))
    if ImageFormat(detecting: bytes) != nil, !(isRaw && bytes.count == target.byteCount) {
      return try picture(bytes, path: path)
    }
    guard bytes.count == target.byteCount else {
      throw CommandFailure(
        .file,
        "\(path): \(bytes.count) bytes; \(target.name) takes exactly \(target.byteCount) "
          + "(\(target.elementType.rawValue) \(target.shape))",
        hints: ["give a picture (PNG, JPEG, BMP, PPM), a .npy array or a raw file of that size"])
    }
    return PreparedInput(
      bytes: bytes, account: "\(path): raw bytes, taken as they are", picture: nil, placement: nil)
  }

  private func array(_ file: [UInt8], path: String) throws(CommandFailure) -> PreparedInput {
    let array: NPYArray
    do throws(NPYArray.Failure) {
      array = try NPYArray(file)
    } catch {
      throw CommandFailure(.file, "\(path), byte \(error.offset): \(error.description)")
    }
    if let encoding { return try encoded(array, encoding, path: path) }
    if target.elementType == .float32, let values = array.floats, values.count == target.elementCount,
      hasShapeOfTarget(array)
    {
      return PreparedInput(
        bytes: Tensor(floats: values, shape: target.shape).bytes,
        account: "\(path): array \(array.shape) of \(array.typeCode)", picture: nil, placement: nil)
    }
    let expected = target.elementType == .float32 ? "f4" : target.elementType == .int8 ? "i1" : "u1"
    guard array.typeCode == expected, array.bytes.count == target.byteCount, hasShapeOfTarget(array) else {
      throw CommandFailure(
        .file,
        "\(path): array of type \(array.typeCode) and shape \(array.shape); \(target.name) takes "
          + "\(target.elementCount) elements of type \(expected), shape \(target.shape.extents)",
        hints: ["in numpy: array.astype('\(expected)').reshape(\(target.shape.extents))"])
    }
    return PreparedInput(
      bytes: Array(array.bytes), account: "\(path): array \(array.shape) of \(array.typeCode)", picture: nil,
      placement: nil)
  }

  /// Numbers of any type, through the model's own mean, deviation and codes.
  private func encoded(
    _ array: NPYArray, _ encoding: InputEncoding, path: String
  ) throws(CommandFailure) -> PreparedInput {
    guard let values = array.floats, values.count == target.elementCount, hasShapeOfTarget(array) else {
      throw CommandFailure(
        .file,
        "\(path): array of type \(array.typeCode) and shape \(array.shape); \(target.name) takes "
          + "\(target.elementCount) numbers, shape \(target.shape.extents)",
        hints: ["in numpy: array.reshape(\(target.shape.extents)), channels before rows and columns (NCHW)"])
    }
    return PreparedInput(
      bytes: encoding.bytes(of: values, shape: target.shape),
      account: "\(path): array \(array.shape) of \(array.typeCode)\(encoding.account)", picture: nil,
      placement: nil)
  }

  /// Whether the extents are the target's; those of 1 do not matter, and flat arrays are taken as they are.
  private func hasShapeOfTarget(_ array: NPYArray) -> Bool {
    let (found, expected) = (array.shape.filter { $0 != 1 }, target.shape.extents.filter { $0 != 1 })
    return found == expected || found.count <= 1 || expected.count <= 1
  }

  private func picture(_ file: [UInt8], path: String) throws(CommandFailure) -> PreparedInput {
    let isYUV = encoding?.color == .nv12 || encoding?.color == .nv21
    let layout = try pictureLayout(path: path)
    // Colours lie below the brightness, half as many rows of them.
    let size = Size(width: layout.width, height: isYUV ? layout.height * 2 / 3 : layout.height)
    let decoded: DecodedImage
    let fitted: FittedPicture
    do {
      decoded = try ImageDecoder().decode(file)
      fitted = try decoded.picture.fitted(to: size, by: fit.fitting)
    } catch {
      throw CommandFailure(.file, "\(path): \(error)")
    }
    if isYUV, let format = encoding?.color {
      return PreparedInput(
        bytes: fitted.picture.semiPlanarYUV(isVFirst: format == .nv21),
        account: "\(path): \(fitted.placement), \(format.rawValue.uppercased()), full range",
        picture: decoded.picture, placement: fitted.placement)
    }
    guard let order = ColorOrder(channelCount: layout.channels, reversed: isReversed) else {
      throw CommandFailure(.file, "\(path): a picture has 1 or 3 channels, \(target.name) \(layout.channels)")
    }
    let planes = fitted.picture.planar(order)
    var account = "\(path): \(fitted.placement), \(order.rawValue) planes"
    let bytes: [UInt8]
    if let encoding {
      bytes = encoding.interleaved(layout.isInterleaved).bytes(
        of: planes.map { Float($0) }, shape: layout.planarShape)
      account += ", values 0 to 255\(encoding.account)"
    } else {
      let ordered = layout.ordered(planes)
      bytes = target.elementType == .float32 ? Self.floats(ordered) : ordered
      account += target.elementType == .float32 ? ", values 0 to 1 (byte / 255)" : ", values 0 to 255"
    }
    for conversion in decoded.conversions { account += "; converted: \(conversion.rawValue)" }
    return PreparedInput(
      bytes: bytes, account: account,
      picture: decoded.picture, placement: fitted.placement)
  }

  /// Whether blue comes first: as asked for, else as the model says.
  private var isReversed: Bool { color.map { $0 == .bgr } ?? (encoding?.color == .bgr) }

  private func pictureLayout(path: String) throws(CommandFailure) -> PictureLayout {
    if let layout = PictureLayout(target.shape) { return layout }
    throw CommandFailure(
      .file, "\(path): a picture, but \(target.name) takes \(target.elementType.rawValue) \(target.shape)",
      hints: ["give the values as a .npy array or a raw file of \(target.byteCount) bytes"])
  }

  private static func floats(_ planes: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    for value in planes { writer.append(Float(value) / 255) }
    return writer.bytes
  }
}

extension InputEncoding {
  /// What is done to numbers, in words for the user.
  var account: String {
    var words = ""
    if means.contains(where: { $0 != 0 }) || deviations.contains(where: { $0 != 1 }) {
      // Files have four of each, pictures three channels at most.
      let (mean, deviation) = (means.prefix(3), deviations.prefix(3))
      words += "; by the file: (value - \(Self.list(mean))) / \(Self.list(deviation))"
    }
    if let quantization {
      words += "; codes of scale \(quantization.scale), zero point \(quantization.zeroPoint)"
    }
    return words
  }

  private static func list(_ numbers: ArraySlice<Float>) -> String {
    Set(numbers).count == 1 ? "\(numbers.first ?? 0)" : "[\(numbers.map { "\($0)" }.joined(separator: ", "))]"
  }
}
