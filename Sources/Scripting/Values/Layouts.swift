// How the words of objects are used. Words that the collector walks over hold values; counts there are small integers.

/// `str` and `bytes`: word 1 has bytes (low half) and characters (high half), word 2 the hash (low half), then the bytes.
enum StringLayout {
  static let start = 24
  @inline(__always)
  static func byteCount(_ memory: Memory, _ address: Int) -> Int { Int(memory[half: address &+ 8]) }
  @inline(__always)
  static func characterCount(_ memory: Memory, _ address: Int) -> Int { Int(memory[half: address &+ 12]) }
  @inline(__always)
  static func hash(_ memory: Memory, _ address: Int) -> UInt32 { memory[half: address &+ 16] }
  /// What the board's heap holds: the object and its bytes with a final zero.
  static func boardByteCount(_ byteCount: Int) -> Int { 32 + byteCount + 1 }
}

/// `tuple`: word 1 is the raw count, the items follow.
enum TupleLayout {
  static let start = 16
}

/// `valueStorage` and `byteStorage`: word 1 is the raw capacity, the content follows.
enum StorageLayout {
  static let start = 16
}

/// `list`: word 1 is its storage, word 2 the count as a small integer.
enum ListLayout {
  static let storage = 8
  static let count = 16
  static let byteCount = 24
}

/// `dict`, `set`, `frozenset`: word 1 the entries' storage (key, value, key, value, …), word 2 the index' storage, word 3 entries used, word 4
/// entries that live, word 5 a number that changes whenever a key comes or goes.
enum TableLayout {
  static let entries = 8
  static let index = 16
  static let used = 24
  static let live = 32
  static let version = 40
  static let byteCount = 48
  /// Up to so many entries are searched one by one.
  static let linearLimit = 8
}

/// `function`: code, module globals, default values (tuple or null), keyword-only defaults (dict or null), own attributes, raw count of cells,
/// then the cells.
enum FunctionLayout {
  static let code = 8
  static let globals = 16
  static let defaults = 24
  static let keywordDefaults = 32
  static let referenceCount = 4
  static let cells = 40
  /// The count of cells is in the header.
  static func cellCount(_ memory: Memory, _ address: Int) -> Int { Int(Header(bits: memory[address]).aux) }
}

/// `type`.
enum TypeLayout {
  static let name = 8
  static let bases = 16
  static let locals = 24
  static let rootShape = 32
  /// The class of the built-in objects that instances are or contain, as a type; null for pure classes.
  static let nativeBase = 40
  /// Method resolution order as a tuple, itself first.
  static let order = 48
  static let referenceCount = 6
  /// Raw: `ObjectKind` of instances that the type itself makes.
  static let kind = 56
  /// Raw: `TypeTraits`.
  static let traits = 64
  /// Raw: place of the native constructor plus one.
  static let constructor = 72
  static let byteCount = 80
}

/// `instance`: class, shape (null when its attributes are a dict), slots' storage or dict, the built-in object inside or null.
enum InstanceLayout {
  static let type = 8
  static let shape = 16
  static let slots = 24
  static let native = 32
  static let byteCount = 40
}

/// `shape`: class, parent, name that it adds, first child, next sibling; then the raw count of slots.
enum ShapeLayout {
  static let type = 8
  static let parent = 16
  static let name = 24
  static let child = 32
  static let sibling = 40
  static let referenceCount = 5
  static let slotCount = 48
  /// Of a root: the most slots that an instance had.
  static let expected = 56
  static let byteCount = 64
}

/// `generator`: function, raw state, raw address of the next instruction, then the registers.
enum GeneratorLayout {
  static let function = 8
  /// 0 not begun, 1 waiting, 2 running, 3 ended.
  static let state = 16
  static let instruction = 24
  static let registers = 32
  /// In the header.
  static func registerCount(_ memory: Memory, _ address: Int) -> Int { Int(Header(bits: memory[address]).aux) }
}

/// `exception`: class, arguments (tuple), traceback (storage or null).
enum ExceptionLayout {
  static let type = 8
  static let arguments = 16
  static let traceback = 24
  static let byteCount = 32
}

/// `bigInteger`: word 1 has the count of limbs (low half) and 1 in the high half when negative, then the limbs.
enum BigIntegerLayout {
  static let start = 16
}

/// `code`: place of the Swift object, constants, instructions and caches (storages); then raw words.
enum CodeLayout {
  static let constants = 16
  static let instructions = 24
  static let caches = 32
  static let registerCount = 40
  /// How many arguments make a call that needs no thought: no named ones, no defaults, no `*`, no generator; else -1.
  static let plainArguments = 48
  /// How many parameters there are if all take positions and it is no generator; else more than any call has.
  static let positionalOnly = 56
  /// Address of the names of parameters, among the constants.
  static let parameterNames = 64
  static let byteCount = 72
}

/// A record of an inline cache.
enum CacheLayout {
  static let name = 0
  /// Of a global: where it was in the module's dict. Of an attribute: the shape, or the kind of object doubled plus one.
  static let key = 8
  /// Of a global: the version of the module's dict in which it was not. Of an attribute: `Interpreter.epoch`.
  static let epoch = 16
  /// Of a global: the module's dict in which it was not. Of an attribute: the slot.
  static let slot = 24
  /// Of a global: where it was among the built-ins. Of an attribute: the method, or the shape after it was added.
  static let target = 32
  /// `AttributeForm`.
  static let form = 40
  static let byteCount = 48
}

/// A frame: what the caller goes on with, and how.
enum FrameLayout {
  static let instruction = 0
  static let base = 8
  static let function = 16
  static let mode = 24
  /// The new object (`FrameMode.constructor`) or the generator.
  static let subject = 32
  static let byteCount = 40
}

/// What happens to the result of a frame.
enum FrameMode {
  /// It goes to the register of the call.
  static let call: UInt64 = 0
  /// It ends the run of the loop.
  static let native: UInt64 = 1
  /// The new object goes to the register of the call.
  static let constructor: UInt64 = 2
  /// A generator that a `for` resumed.
  static let loop: UInt64 = 3
  /// A generator that native code resumed.
  static let resumed: UInt64 = 4
}
