/// What an object of the arena is, and so how its words are to be read; each kind's own file has the layout.
///
/// Word 0 of all objects is `Header`.
package enum ObjectKind: UInt8, CaseIterable, Sendable {
  /// A cell that nobody uses; word 1 is the next free one.
  case free
  case none, bool, ellipsis, notImplemented
  /// Numbers that are not immediate.
  case bigInteger, boxedFloat, complex
  /// Text and bytes.
  case str, bytes
  /// Containers.
  case tuple, list, dict, set, frozenset, range, slice
  /// Bytes that can change: `bytearray`, `array.array` (`aux` says the element), and views of them.
  case byteArray, array, memoryView
  /// `dict.keys()`, `.values()`, `.items()` (`aux`).
  case dictView
  /// What can be called.
  case function, nativeFunction, boundMethod, closureCell
  /// Iterators of built-in kinds (`IteratorForm` in `aux`) and generators.
  case iterator, generator
  /// Classes and what belongs to them.
  case type, instance, shape, property, staticMethod, classMethod, superObject
  case exception, module
  /// `collections.namedtuple`'s tuples: `type` in word 1, the items follow.
  case namedTuple
  case deque
  /// An object whose content is Swift's; word 1 is its place in the interpreter's table, word 2 its type.
  case host
  /// Compiled code; word 1 is its place in the interpreter's table.
  case code
  /// Room of a container: words of values, or bytes.
  case valueStorage, byteStorage
  /// A plain `object()`.
  case object
}

/// Word 0 of an object: kind, flags, 16 bits of the kind's own, and what the board's heap would hold for it
/// in blocks of 32 bytes.
package struct Header: Sendable {
  /// The word.
  package var bits: UInt64

  /// A header from its word.
  @inline(__always)
  init(bits: UInt64) { self.bits = bits }

  /// A header of a new object.
  @inline(__always)
  init(_ kind: ObjectKind, aux: UInt16 = 0, blocks: Int) {
    bits = UInt64(kind.rawValue) | UInt64(aux) &<< 16 | UInt64(truncatingIfNeeded: blocks) &<< 32
  }

  /// Set while a collection has seen the object.
  static var marked: UInt64 { 1 &<< 8 }
  /// Set for strings of which no equal one exists.
  static var interned: UInt64 { 1 &<< 9 }
  /// Set for objects that are never freed.
  static var permanent: UInt64 { 1 &<< 10 }
  /// Set for dicts of ours that scripts must not change, and for modules of ours.
  static var fixed: UInt64 { 1 &<< 11 }
  /// Set for what was freed and must not be looked at again, where tests want that (`Heap.spoilsGarbage`).
  static var spoilt: UInt64 { 1 &<< 13 }

  /// 16 bits of the kind's own.
  @inline(__always)
  var aux: UInt16 { UInt16(truncatingIfNeeded: bits &>> 16) }
  /// What the board's heap would hold, in blocks of 32 bytes.
  @inline(__always)
  var blocks: Int { Int(bits &>> 32) }
}
