import Scripting

/// How the modules' functions read what a script gives them; texts are MicroPython's.
extension Interpreter {
  // MARK: Which one

  /// An argument that was given by its name; null if it was not.
  func named(_ args: Arguments, _ name: String) throws(Raised) -> Value { args.named(try intern(name)) }

  /// An argument by name or, failing that, by place; null where there is none.
  func option(_ args: Arguments, _ index: Int, _ name: String) throws(Raised) -> Value {
    let value = try named(args, name)
    return value.isNull ? args.optional(index) : value
  }

  /// The object of ours whose method is called.
  func own<Object: AnyObject>(_ args: Arguments, _ type: Object.Type) throws(Raised) -> Object {
    guard args.count > 0, let object = hostObject(args[0], as: type) else {
      throw typeError("argument has wrong type")
    }
    return object
  }

  // MARK: Numbers

  /// An integer; no object of the script's classes, so that nothing of the script runs for it.
  ///
  /// Values that Swift holds stay what they are meanwhile. Boards refuse such objects as well.
  func plainInteger(_ value: Value) throws(Raised) -> Int {
    if value.isSmall { return value.small }
    guard kind(value) != .instance else { throw typeError("can't convert \(typeName(value)) to int") }
    return try integerArgument(value)
  }

  /// Integers, the first that is none refused.
  func plainIntegers(_ values: [Value]) throws(Raised) -> [Int] {
    var numbers: [Int] = []
    for value in values { numbers.append(try plainInteger(value)) }
    return numbers
  }

  /// Numbers in the device's width, the first that is none refused.
  func floats(_ values: [Value]) throws(Raised) -> [Float] {
    var numbers: [Float] = []
    for value in values { numbers.append(Float(try floatArgument(value))) }
    return numbers
  }

  /// MemoryError for more bytes than Python's heap could ever hold.
  func checkByteCount(_ count: Int) throws(Raised) {
    if count < 0 || count >= configuration.heapByteCount {
      throw memoryError(Int(UInt32(truncatingIfNeeded: count)))
    }
  }

  // MARK: Items

  /// Items of a tuple or list; TypeError for anything else (`mp_obj_get_array`).
  func requiredItems(_ value: Value) throws(Raised) -> [Value] {
    guard let items = sequenceItems(value) else { throw noSequence(value) }
    return items
  }

  /// Items of a tuple or list that must have so many; ValueError for another number of them
  /// (`mp_obj_get_array_fixed_n`).
  func requiredItems(_ value: Value, count: Int) throws(Raised) -> [Value] {
    let items = try requiredItems(value)
    guard items.count == count else {
      throw valueError("requested length \(count) but object has length \(items.count)")
    }
    return items
  }

  /// The TypeError for what is neither tuple nor list.
  func noSequence(_ value: Value) -> Raised {
    typeError("object '\(typeName(value))' isn't a tuple or list")
  }
}
