import Bytes

extension KModel {
  /// Reads and validates a kmodel, whatever its file is called.
  ///
  /// Layers keep slices of `bytes`; nothing is copied. Accepted although the format does not foresee it: a
  /// last body without its final padding, and bytes behind it.
  ///
  /// - Throws: `KModelError` with the file offset at fault. Files of the older "task" form and of nncase 1.x
  ///   are recognised and refused as `unsupportedVersion`.
  public init(bytes: [UInt8]) throws(KModelError) {
    var start = FieldReader(bytes[...], subject: "file")
    let word = try start.integer(UInt32.self)
    switch (word, KModel.recognize(bytes[...], fileByteCount: bytes.count)) {
    case (3, _):
      let model = try KModelV3(reading: bytes[...])
      try model.validate()
      self = .v3(model)
    case (KModelV4.identifier, _):
      let version = try start.integer(UInt32.self)
      guard version == 4 else {
        throw start.failure(.unsupportedVersion(Int(version)), at: 4)
      }
      let model = try KModelV4(reading: bytes[...])
      try model.validate()
      self = .v4(model)
    case (_, .taskV1):
      throw start.failure(.unsupportedVersion(1), at: 0)
    default:
      throw start.failure(.notAKModel(found: Self.excerpt(of: bytes)), at: 0)
    }
  }

  /// The first bytes for a message: as text where they are printable, else as hexadecimal.
  private static func excerpt(of bytes: [UInt8]) -> String {
    let first = bytes.prefix(4)
    if first.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      return "\"\(String(decoding: first, as: UTF8.self))\""
    }
    return first.map { Hexadecimal.string([$0]) }.joined(separator: " ")
  }

  /// Throws unless every range, shape and code of the model makes sense; `init(bytes:)` has called it.
  public func validate() throws(KModelError) {
    switch self {
    case .v3(let model): try model.validate()
    case .v4(let model): try model.validate()
    }
  }

  /// The model as a file in its compiler's layout; see `KModelV3.encoded()` and `KModelV4.encoded()`.
  public func encoded() throws(KModelError) -> [UInt8] {
    switch self {
    case .v3(let model): try model.encoded()
    case .v4(let model): try model.encoded()
    }
  }
}
