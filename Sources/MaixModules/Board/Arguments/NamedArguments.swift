import Scripting

/// Arguments by position or name, as MicroPython's C modules declare them (`mp_arg_parse_all`).
struct NamedArguments {
  private let vm: Interpreter
  private let names: [String]
  private let values: [Value]

  /// Sorts arguments.
  ///
  /// - Parameters:
  ///   - names: In the order in which they may be given without their names.
  ///   - positional: How many may be given so; all if nil.
  ///   - required: How many must be there.
  init(
    _ vm: Interpreter, _ args: Arguments, _ names: [String], positional: Int? = nil, required: Int = 0
  ) throws(Raised) {
    if args.count > positional ?? names.count { throw vm.typeError("extra positional arguments given") }
    self.vm = vm
    self.names = names
    values = try vm.parsedArguments(args, names, required: required)
  }

  /// What was given; nil if nothing was.
  subscript(name: String) -> Value? {
    guard let place = names.firstIndex(of: name), !values[place].isNull else { return nil }
    return values[place]
  }

  /// What was given; nil if nothing or `None` was.
  func some(_ name: String) -> Value? {
    guard let value = self[name], value != .none else { return nil }
    return value
  }

  /// An integer, or what stands for one that was not given.
  func integer(_ name: String, _ fallback: Int = 0) throws(Raised) -> Int {
    guard let value = self[name] else { return fallback }
    return try vm.plainInteger(value)
  }

  /// Whether something is true, or what stands for it if it was not given.
  func truth(_ name: String, _ fallback: Bool) throws(Raised) -> Bool {
    guard let value = self[name] else { return fallback }
    return try vm.truth(value)
  }
}
