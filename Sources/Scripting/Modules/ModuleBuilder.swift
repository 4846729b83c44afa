/// Fills a module of ours.
package struct ModuleBuilder {
  package let vm: Interpreter
  package let module: Value

  /// Gives the module a function.
  package func define(
    _ name: String, _ minimum: Int, _ maximum: Int?, keywords: Bool = false, _ body: @escaping NativeBody
  ) throws(Raised) {
    try set(name, try vm.newNative(name, minimum, maximum, keywords: keywords, body))
  }

  /// Gives the module a value.
  package func set(_ name: String, _ value: Value) throws(Raised) {
    try vm.set(vm.field(module, 2), name: try vm.intern(name), value)
  }

  /// Gives the module small integers.
  package func set(_ numbers: KeyValuePairs<String, Int>) throws(Raised) {
    for (name, number) in numbers { try set(name, Value(small: number)) }
  }
}

extension Interpreter {
  /// Has scripts find a module of ours, which is made when they first import it.
  package func addModule(_ name: String, _ maker: @escaping ModuleMaker) {
    moduleMakers[Array(name.utf8)] = maker
  }

  /// A class of a module, made when it is first asked for and then kept.
  package func moduleClass(_ name: String, _ make: () throws(Raised) -> Value) throws(Raised) -> Value {
    if let known = builtinClasses[.other(name)] { return known }
    let type = try make()
    builtinClasses[.other(name)] = type
    return type
  }

  /// A tuple whose items have names (py/objattrtuple.c).
  package func newAttributeTuple(_ items: KeyValuePairs<String, Value>) throws(Raised) -> Value {
    var names: [Value] = []
    for (name, _) in items { names.append(try intern(name)) }
    let type = try newNamedTupleType(name(.empty), fields: try newTuple(names))
    let tuple = try newNamedTuple(type, count: items.count)
    for (index, item) in items.enumerated() {
      memory[value: tuple.address + NamedTupleLayout.start + index * 8] = item.value
    }
    return tuple
  }

  /// Arguments by position or name, in the order of `names`; null for those that were not given
  /// (py/argcheck.c).
  package func parsedArguments(_ args: Arguments, _ names: [String], required: Int) throws(Raised) -> [Value]
  {
    guard args.count <= names.count else { throw typeError("extra positional arguments given") }
    var values = args.positional + [Value](repeating: .null, count: names.count - args.count)
    for index in 0..<args.keywordCount {
      let (name, value) = args.keyword(at: index)
      guard let place = names.firstIndex(of: text(name)), values[place].isNull else {
        throw typeError("extra keyword arguments given")
      }
      values[place] = value
    }
    for index in 0..<required where values[index].isNull {
      throw typeError("'\(names[index])' argument required")
    }
    return values
  }
}
