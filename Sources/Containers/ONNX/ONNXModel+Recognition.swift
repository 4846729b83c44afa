extension ONNXModel {
  /// Whether a file looks like an ONNX model: an IR version, and a graph whose first fields are a graph's.
  ///
  /// Only the outermost fields are walked over, and a few of the graph's. A file whose end is missing is taken for
  /// one as well, so that reading it says where it ends.
  public static func recognizes(_ bytes: [UInt8]) -> Bool {
    var reader = ProtobufReader(bytes[...])
    var (hasVersion, hasGraph) = (false, false)
    for _ in 0..<fieldsLookedAt {
      let start = reader.offset
      guard let field = try? reader.next() else {
        if reader.offset == bytes.count { return hasVersion && hasGraph }
        // Broken or cut here: what lies inside of a graph that is cut can still be looked at.
        guard hasVersion, !hasGraph else { return false }
        return startsCutGraph(bytes[start...])
      }
      switch (field.number, field.value) {
      case (1, .varint(let version)):
        guard (1...versionLimit).contains(version) else { return false }
        hasVersion = true
      case (5, .varint): break
      case (7, .bytes(let graph)):
        guard !hasGraph, isGraph(graph, cut: false) else { return false }
        hasGraph = true
      case (2, .bytes), (3, .bytes), (4, .bytes), (6, .bytes), (8, .bytes), (14, .bytes), (20, .bytes),
        (25, .bytes), (26, .bytes):
        break
      default: return false
      }
    }
    return hasVersion && hasGraph
  }

  /// Outermost fields that are looked at; operator sets, metadata and functions follow the graph.
  private static let fieldsLookedAt = 256
  /// Far above the versions of today, which are below 20.
  private static let versionLimit: UInt64 = 64
  /// Fields of a graph that are looked at.
  private static let graphFieldsLookedAt = 8

  /// Whether the bytes start with the key and length of a graph that goes on behind them.
  private static func startsCutGraph(_ bytes: ArraySlice<UInt8>) -> Bool {
    var place = bytes.startIndex
    guard let key = try? ProtobufReader.varint(of: bytes, at: &place), key == 7 << 3 | 2,
      let length = try? ProtobufReader.varint(of: bytes, at: &place), length < 1 << 40
    else { return false }
    return isGraph(bytes[place...], cut: true)
  }

  /// Whether the first fields are those of a graph: all of them are messages or texts but none of a number.
  private static func isGraph(_ bytes: ArraySlice<UInt8>, cut: Bool) -> Bool {
    var reader = ProtobufReader(bytes)
    var known = 0
    for _ in 0..<graphFieldsLookedAt {
      guard let field = try? reader.next() else {
        return (reader.offset == bytes.endIndex || cut) && known > 0
      }
      guard case .bytes = field.value, [1, 2, 5, 10, 11, 12, 13, 14, 15, 16].contains(field.number) else {
        return false
      }
      known += 1
    }
    return true
  }
}
