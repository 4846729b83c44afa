/// The bytes of one layer's or node's body.
struct BodySection {
  /// A cursor over the body.
  let reader: FieldReader
  /// File offset behind the body.
  let end: Int
  /// Whether the file ends inside the zeros that should pad this last body.
  let lacksPadding: Bool

  /// Cuts a body of `byteCount` bytes out of the file.
  ///
  /// Several real files lack the padding of the last body, so that one may end up to 7 bytes early.
  init(
    file: ArraySlice<UInt8>, start: Int, byteCount: Int, isLast: Bool, subject: String, layer: Int
  ) throws(KModelError) {
    let available = file.endIndex - start
    lacksPadding = isLast && byteCount > available && byteCount - available < 8
    guard byteCount <= available || lacksPadding else {
      throw KModelError(
        .truncated(needed: byteCount, available: available), offset: start, layer: layer, subject: subject)
    }
    end = min(start + byteCount, file.endIndex)
    reader = FieldReader(file[start..<end], subject: subject, layer: layer)
  }
}
