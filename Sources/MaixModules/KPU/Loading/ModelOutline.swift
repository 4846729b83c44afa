import KModel

/// What the first bytes of a kmodel say of its size, read before the rest is.
struct ModelOutline {
  /// A layer's kind and the bytes of its body.
  struct Layer {
    let type: UInt32
    let byteCount: Int
  }

  /// 3 or 4.
  let version: Int
  /// The whole model.
  let byteCount: Int
  /// What stands in front of the layers' bodies.
  let headerByteCount: Int
  /// The block that its layers work in.
  let mainByteCount: Int
  /// In the order of the file.
  let layers: [Layer]

  /// The largest body.
  var largestBodyByteCount: Int { layers.reduce(0) { max($0, $1.byteCount) } }

  /// More layers, inputs or outputs are taken for a damaged file, before anything of that size is read.
  private static let countLimit = 1 << 16
  private static let version3HeaderByteCount = 28
  private static let version4HeaderByteCount = 40

  /// Reads headers and the table of layers with `read(offset, count)`, which gives fewer bytes at the end.
  ///
  /// - Throws: `version`, `format`, `readFile` for what is cut off, `unknown` for a later kmodel.
  init(
    takesVersion4: Bool, read: (Int, Int) -> [UInt8]
  ) throws(LoadingFailure) {
    let start = try Words(read, 0, 8)
    switch start[0] {
    case 3: try self.init(version3: read)
    case Self.identifier:
      guard takesVersion4 else {
        throw LoadingFailure(
          .version, "it is a kmodel v\(start[1]); this firmware takes v3 only (those named kmodel_v4 take v4)"
        )
      }
      guard start[1] == 4 else {
        throw LoadingFailure(.unknown, "it is a kmodel v\(start[1]), made by nncase 1.x; v3 and v4 are taken")
      }
      try self.init(version4: read)
    default: throw LoadingFailure(.version, Self.suspicion(start[0]))
    }
  }

  /// `LDMK`.
  private static let identifier: UInt32 = 0x4B4D_444C

  private static func suspicion(_ word: UInt32) -> String {
    switch word {
    case .max: "there are only bytes 0xFF: erased flash, no model was written there"
    case 0: "there are only zeros, no model"
    case 0x0300_0000:
      "it is a kmodel v3 whose words are swapped for kpu.load_flash; kpu.load takes it as it was"
    default: "what is there begins with no kmodel's first word"
    }
  }

  private init(version3 read: (Int, Int) -> [UInt8]) throws(LoadingFailure) {
    let header = try Words(read, 0, Self.version3HeaderByteCount)
    let (layerCount, outputCount) = (Int(header[3]), Int(header[6]))
    try self.init(
      version: 3, layerCount: layerCount, mainByteCount: Int(header[5]),
      table: Self.version3HeaderByteCount + 8 * outputCount, counts: [layerCount, outputCount], read)
    // The firmware takes the size for a number with a sign.
    guard layers.allSatisfy({ (1...Int(Int32.max)).contains($0.byteCount) }) else {
      throw LoadingFailure(.format)
    }
  }

  private init(version4 read: (Int, Int) -> [UInt8]) throws(LoadingFailure) {
    let header = try Words(read, 0, Self.version4HeaderByteCount)
    let (nodeCount, inputCount, outputCount) = (Int(header[6]), Int(header[7]), Int(header[8]))
    try self.init(
      version: 4, layerCount: nodeCount, mainByteCount: Int(header[5]),
      table: Self.version4HeaderByteCount + 32 * inputCount + 16 * outputCount + Int(header[4]),
      counts: [nodeCount, inputCount, outputCount], read)
  }

  private init(
    version: Int, layerCount: Int, mainByteCount: Int, table: Int, counts: [Int],
    _ read: (Int, Int) -> [UInt8]
  ) throws(LoadingFailure) {
    guard counts.allSatisfy({ $0 <= Self.countLimit }) else {
      throw LoadingFailure(version == 3 ? .format : .unknown, "its header has senseless numbers")
    }
    let words = try Words(read, table, 8 * layerCount)
    self.version = version
    self.mainByteCount = mainByteCount
    layers = (0..<layerCount).map { Layer(type: words[2 * $0], byteCount: Int(words[2 * $0 + 1])) }
    headerByteCount = table + 8 * layerCount
    byteCount = layers.reduce(headerByteCount) { $0 + $1.byteCount }
  }
}

/// Little-endian words of a stretch of a file.
private struct Words {
  private let bytes: [UInt8]

  init(
    _ read: (Int, Int) -> [UInt8], _ offset: Int, _ count: Int
  ) throws(LoadingFailure) {
    bytes = read(offset, count)
    guard bytes.count >= count else {
      throw LoadingFailure(.readFile, "it ends within its header, \(bytes.count) bytes behind \(offset)")
    }
  }

  subscript(index: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << UInt32(8 * $1) }
  }
}
