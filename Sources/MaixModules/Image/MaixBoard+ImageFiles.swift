import ImageCodecs
import Pictures
import Scripting

extension MaixBoard {
  // MARK: Reading

  /// `image.Image(…)`.
  func makeImage(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    let toFrameBuffer = try flag(vm, args, "copy_to_fb")
    let fromBytes = try flag(vm, args, "from_bytes")
    let sizeValue = try vm.named(args, "size")
    var size = [0, 0]
    if !sizeValue.isNull {
      size = try vm.plainIntegers(try vm.requiredItems(sizeValue, count: 2))
    }
    guard size[0] <= 0, args.count > 0 else {
      let isGiven = size[0] > 0 && size[1] > 0
      let raster = try newRaster(
        vm, width: isGiven ? size[0] : 320, height: isGiven ? size[1] : 240, .rgb565)
      return try newImage(vm, toFrameBuffer ? frameBuffer(raster) : ImageBuffer(raster))
    }
    guard vm.kind(args[0]) == .str || vm.kind(args[0]) == .bytes else {
      throw vm.typeError("can't convert '\(vm.typeName(args[0]))' object to str implicitly")
    }
    let text = try vm.givenText(args[0])
    let bytes = fromBytes ? text : try readFile(vm, text)
    let raster = try decode(vm, bytes, isFile: !fromBytes)
    if !fromBytes { _ = try fileKind(vm, ImageBuffer(raster), text) }
    return try newImage(vm, toFrameBuffer ? frameBuffer(raster) : ImageBuffer(raster))
  }

  private func flag(_ vm: Interpreter, _ args: Arguments, _ name: String) throws(Raised) -> Bool {
    let value = try vm.named(args, name)
    return value.isNull ? false : try vm.plainInteger(value) > 0
  }

  func decode(_ vm: Interpreter, _ bytes: [UInt8], isFile: Bool) throws(Raised) -> Raster {
    let limit = configuration.gcHeapByteCount
    if bytes.starts(with: [0x42, 0x4D]) {
      guard isFile else { throw vm.fault(.OSError, "Not support") }
      do throws(BoardBitmap.Fault) {
        if let raster = try BoardBitmap.read(bytes, limit: limit) { return raster }
      } catch {
        throw bitmapError(vm, error)
      }
      throw imageMemoryError(vm)
    }
    guard bytes.starts(with: [0xFF, 0xD8]) else { throw vm.valueError("format not supported") }
    do throws(ImageError) {
      let decoded = try ImageDecoder(pixelLimit: max(1, limit / 2)).decode(bytes)
      return Raster(decoded.picture, format: .rgb565)
    } catch {
      if case .tooLarge = error.kind { throw imageMemoryError(vm) }
      explainOnce("image: \(error)")
      throw vm.osError(5)
    }
  }

  func bitmapError(_ vm: Interpreter, _ fault: BoardBitmap.Fault) -> Raised {
    switch fault {
    case .readFailed: vm.fault(.OSError, "Failed to read requested bytes!")
    case .unsupported: vm.fault(.OSError, "Unsupported format!")
    case .empty: vm.fault(.OSError, "File corrupted!")
    case .corrupted: vm.valueError("file_corrupted_raise!")
    case .truncated: vm.osError(5)
    }
  }

  /// A whole file.
  func readFile(_ vm: Interpreter, _ path: [UInt8]) throws(Raised) -> [UInt8] {
    let files = try vm.fileSystem()
    do throws(ScriptFileError) {
      if let bytes = try files.contents(of: path, limit: 1 << 26) { return bytes }
    } catch {
      throw vm.osError(error.number)
    }
    throw imageMemoryError(vm)
  }

  // MARK: Writing

  /// What a file's name asks for.
  enum FileKind {
    case bitmap, jpeg, netpbm, other
  }

  /// The kind of file that a name asks for, if the image can be one.
  func fileKind(_ vm: Interpreter, _ buffer: ImageBuffer, _ path: [UInt8]) throws(Raised) -> FileKind {
    let name = String(decoding: path, as: UTF8.self).lowercased()
    if name.hasSuffix(".jpeg") || name.hasSuffix(".jpg") { return .jpeg }
    let format = buffer.jpeg == nil ? buffer.raster.format : nil
    if name.hasSuffix(".bmp") {
      if format == nil { throw vm.fault(.OSError, "Image is not BMP!") }
      return .bitmap
    }
    if name.hasSuffix(".ppm") {
      if format != .rgb565 { throw vm.fault(.OSError, "Image is not PPM!") }
      return .netpbm
    }
    if name.hasSuffix(".pgm") {
      if format != .grayscale { throw vm.fault(.OSError, "Image is not PGM!") }
      return .netpbm
    }
    if name.hasSuffix(".raw") { throw vm.fault(.OSError, "Image is not BAYER!") }
    return .other
  }

  /// `save`, `compress`, `compressed`.
  func defineImageFiles(on type: MaixTypeBuilder) throws(Raised) {
    try type.define(
      "save", 1, nil, keywords: true,
      .partly("as on a board no PGM and PPM; JPEG files are not the board's bit for bit")
    ) { [self] vm, args throws(Raised) in
      let image = try image(vm, args[0])
      let path = try vm.givenText(args[1])
      var given = DrawingArguments(vm, args, from: 2)
      let region = try given.region(image.buffer)
      let quality = try quality(vm, &given)
      switch try fileKind(vm, image.buffer, path) {
      case .bitmap: try writeFile(vm, path, BoardBitmap.write(image.buffer.raster, region))
      case .jpeg: try writeFile(vm, path, try jpeg(vm, image.buffer, quality))
      case .netpbm, .other:
        let name = String(decoding: path, as: UTF8.self)
        explainOnce("image.save writes no '\(name)': the firmware knows .bmp, .jpg and .jpeg alone")
      }
      return args[0]
    }
    try type.define(
      "compress", 0, nil, keywords: true, .partly("sizes of JPEG data differ by some percent")
    ) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      var given = DrawingArguments(vm, args)
      let bytes = try jpeg(vm, image.buffer, try quality(vm, &given))
      guard bytes.count <= image.buffer.boardByteCount else {
        throw vm.fault(.OSError, "Can't compress in place!")
      }
      image.buffer.become(jpeg: bytes)
      return args[0]
    }
    try type.define(
      "compressed", 0, nil, keywords: true, .partly("sizes of JPEG data differ by some percent")
    ) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      var given = DrawingArguments(vm, args)
      let bytes = try jpeg(vm, image.buffer, try quality(vm, &given))
      let buffer = ImageBuffer(image.buffer.raster)
      buffer.become(jpeg: bytes)
      return try newImage(vm, buffer)
    }
    for name in ["compress_for_ide", "compressed_for_ide"] {
      try type.lack(name, because: "no IDE takes the frames")
    }
  }

  private func quality(_ vm: Interpreter, _ given: inout DrawingArguments) throws(Raised) -> Int {
    let quality = try given.integer("quality", 50)
    guard (1...100).contains(quality) else { throw vm.fault(.OSError, "Error: 1 <= quality <= 100!") }
    return quality
  }

  private func jpeg(_ vm: Interpreter, _ buffer: ImageBuffer, _ quality: Int) throws(Raised) -> [UInt8] {
    if let jpeg = buffer.jpeg { return jpeg.bytes }
    do throws(ImageError) {
      return try buffer.raster.picture.encoded(as: .jpeg, jpegQuality: quality)
    } catch {
      explainOnce("image: \(error)")
      throw vm.fault(.OSError, "Out of Memory!")
    }
  }

  /// Writes a whole file.
  private func writeFile(_ vm: Interpreter, _ path: [UInt8], _ bytes: [UInt8]) throws(Raised) {
    let files = try vm.fileSystem()
    let mode = ScriptFileMode(
      reads: false, writes: true, truncates: true, creates: true, isExclusive: false, appends: false)
    do throws(ScriptFileError) {
      let file = try files.open(path, mode)
      defer { files.close(file) }
      try files.write(file, bytes[...])
      try files.flush(file)
    } catch {
      throw vm.osError(error.number)
    }
  }
}

extension ImageBuffer {
  /// Makes this a JPEG; the pixels are gone.
  func become(jpeg bytes: [UInt8]) {
    jpeg = (bytes, raster.width, raster.height)
    if let single = try? Raster(width: 1, height: 1, format: .grayscale) { raster = single }
  }
}
