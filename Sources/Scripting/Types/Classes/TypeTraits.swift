/// What is known of a class at a glance (`TypeLayout.traits`).
struct TypeTraits: OptionSet {
  let rawValue: UInt64
  /// Made by a `class` statement or by `type()`.
  static let isScripts = TypeTraits(rawValue: 1)
  /// It or a base has `__setattr__` or `__delattr__`.
  static let hasSetAttribute = TypeTraits(rawValue: 4)
  /// It or a base has class attributes that are properties or descriptors, so that storing must look there first.
  static let hasDescriptors = TypeTraits(rawValue: 8)
  /// It or a base has `__new__`.
  static let hasNew = TypeTraits(rawValue: 32)
  /// Another class derives from it.
  static let isSubclassed = TypeTraits(rawValue: 128)
}
