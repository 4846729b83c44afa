/// A value of a script: one word, so that copying it costs nothing.
///
/// * `…1`: a small integer of 63 bits;
/// * `…10`: a float (`FloatWidth` says how it is packed);
/// * `…00`: the address of an object in the arena; 0 is no value at all.
package struct Value: Equatable, Hashable, Sendable {
  /// The word.
  package var bits: UInt64

  /// A value from its word.
  @inline(__always)
  package init(bits: UInt64) { self.bits = bits }

  /// The object at an address.
  @inline(__always)
  package init(address: Int) { bits = UInt64(truncatingIfNeeded: address) }

  /// A small integer; `number` must fit 63 bits.
  @inline(__always)
  package init(small number: Int) { bits = UInt64(bitPattern: Int64(number)) &<< 1 | 1 }

  /// No value: an unbound variable, a missing argument, an exhausted iterator.
  @inline(__always)
  package static var null: Value { Value(bits: 0) }

  /// A truth value.
  @inline(__always)
  package init(_ truth: Bool) { self = truth ? .true : .false }

  /// Whether it is no value.
  @inline(__always)
  package var isNull: Bool { bits == 0 }
  /// Whether it is a small integer.
  @inline(__always)
  package var isSmall: Bool { bits & 1 != 0 }
  /// Whether it is a float that needs no object.
  @inline(__always)
  package var isImmediateFloat: Bool { bits & 3 == 2 }
  /// Whether it is an object of the arena; 0 counts as one, of kind `free`.
  @inline(__always)
  package var isObject: Bool { bits & 3 == 0 }
  /// The small integer.
  @inline(__always)
  package var small: Int { Int(Int64(bitPattern: bits) &>> 1) }
  /// The object's address.
  @inline(__always)
  package var address: Int { Int(truncatingIfNeeded: bits) }

  /// The least small integer.
  package static let smallMin = -(1 << 62)
  /// The greatest small integer.
  package static let smallMax = (1 << 62) - 1
  /// Whether a number fits a small integer.
  @inline(__always)
  package static func fitsSmall(_ number: Int) -> Bool { (number &<< 1) &>> 1 == number }
}

extension Value {
  /// `None`.
  @inline(__always)
  package static var none: Value { Value(bits: 16) }
  /// `False`.
  @inline(__always)
  package static var `false`: Value { Value(bits: 32) }
  /// `True`.
  @inline(__always)
  package static var `true`: Value { Value(bits: 48) }
  /// `Ellipsis`.
  @inline(__always)
  package static var ellipsis: Value { Value(bits: 64) }
  /// `NotImplemented`.
  @inline(__always)
  package static var notImplemented: Value { Value(bits: 80) }
  /// The empty tuple.
  @inline(__always)
  package static var emptyTuple: Value { Value(bits: 96) }
  /// Marks an argument that was not passed, where null means something else.
  @inline(__always)
  package static var missing: Value { Value(bits: 112) }
}
