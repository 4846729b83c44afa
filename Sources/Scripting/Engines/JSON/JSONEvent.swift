/// A value without parts, as ``JSONReader`` reports it.
package enum JSONScalar: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A string's bytes with its escapes resolved; they need not be valid UTF-8.
  case string([UInt8])
  /// Text for an integer of base 10, as a range of the reader's bytes; it may be no number at all (`1-2`).
  case integer(Range<Int>)
  /// Text for a float, as a range of the reader's bytes; it may be no number at all (`1e`).
  case float(Range<Int>)
}

/// What a ``JSONReader`` comes across.
package enum JSONEvent: Equatable, Sendable {
  /// A list opens.
  case beginArray
  /// The innermost list closes, by either bracket or, for the outermost, by the end of the text.
  case endArray
  /// An object opens.
  case beginObject
  /// The innermost object closes, by either bracket or, for the outermost, by the end of the text.
  case endObject
  /// A key, which may be any scalar.
  ///
  /// There is one place for a key in all: a key that is left over when its object ends serves the next value
  /// that is read into any object.
  case key(JSONScalar)
  /// A value: the text's only one, an element, or what belongs to the last key.
  case value(JSONScalar)
}
