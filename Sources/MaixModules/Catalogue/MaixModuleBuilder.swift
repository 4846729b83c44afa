package import Scripting

/// Fills one of MaixPy's modules and enters in the catalogue what it puts there.
package struct MaixModuleBuilder {
  /// The interpreter.
  package let vm: Interpreter
  /// The module.
  package let module: ModuleBuilder
  /// The board.
  package let board: MaixBoard
  /// The module's name.
  package let name: String

  /// Gives the module a function; counts of arguments are checked before it is called.
  package func define(
    _ function: String, _ minimum: Int, _ maximum: Int?, keywords: Bool = false, _ support: Support = .full,
    _ body: @escaping NativeBody
  ) throws(Raised) {
    board.catalogue.add(name, function, support)
    try module.define(function, minimum, maximum, keywords: keywords, body)
  }

  /// Gives the module constants, which are small integers.
  package func set(_ numbers: KeyValuePairs<String, Int>) throws(Raised) { try module.set(numbers) }

  /// Gives the module a value.
  package func set(_ name: String, _ value: Value) throws(Raised) { try module.set(name, value) }

  /// A class of the module; methods are given to what comes back.
  ///
  /// - Parameters:
  ///   - constructor: What calling it does; nil if scripts cannot make objects.
  ///   - isShown: Whether the module has an attribute of its name.
  package func type(
    _ name: String, isShown: Bool = true, _ support: Support = .full, constructor: NativeBody? = nil
  ) throws(Raised) -> MaixTypeBuilder {
    // Known to the collector by itself: functions of ours name it when the script has forgotten the module.
    let type = try vm.moduleClass("\(self.name).\(name)") { () throws(Raised) in
      try vm.newBuiltinType(name, kind: .host, constructor: constructor)
    }
    if isShown {
      board.catalogue.add(self.name, name, support)
      try module.set(name, type)
    }
    return MaixTypeBuilder(vm: vm, type: type, board: board, owner: "\(self.name).\(name)")
  }

  /// A function that boards have and this one has not: calling it raises what firmware built without it raises,
  /// and tells the user why, once.
  package func lack(_ function: String, because reason: String) throws(Raised) {
    board.catalogue.add(name, function, .raises(reason))
    let (board, name) = (board, name)
    try module.define(function, 0, nil, keywords: true) { vm, _ throws(Raised) in
      board.explainOnce("\(name).\(function) is not simulated: \(reason)")
      throw vm.fault(.AttributeError, "'module' object has no attribute '\(function)'")
    }
  }
}

/// Gives a class its methods and enters them in the catalogue.
package struct MaixTypeBuilder {
  /// The interpreter.
  package let vm: Interpreter
  /// The class.
  package let type: Value
  /// The board.
  package let board: MaixBoard
  /// Module and class: `image.Image`.
  package let owner: String

  /// Gives the class a method; the object is `args[0]`, and not counted.
  package func define(
    _ method: String, _ minimum: Int = 0, _ maximum: Int? = 0, keywords: Bool = false,
    _ support: Support = .full,
    _ body: @escaping NativeBody
  ) throws(Raised) {
    board.catalogue.add(owner, method, support)
    try vm.define(type, method, minimum, maximum, keywords: keywords, body)
  }

  /// Gives the class a constant.
  package func set(_ name: String, _ value: Value) throws(Raised) { try vm.defineValue(type, name, value) }

  /// A method that boards have and this one has not.
  package func lack(_ method: String, because reason: String) throws(Raised) {
    board.catalogue.add(owner, method, .raises(reason))
    let (board, owner) = (board, owner)
    try vm.define(type, method, 0, nil, keywords: true) { vm, args throws(Raised) in
      board.explainOnce("\(owner).\(method) is not simulated: \(reason)")
      throw vm.fault(.AttributeError, "'\(vm.typeName(args[0]))' object has no attribute '\(method)'")
    }
  }
}

extension MaixBoard {
  /// Has scripts find a module, which is made on its first import.
  package func add(
    _ name: String, to vm: Interpreter, _ make: @escaping (MaixModuleBuilder) throws(Raised) -> Void
  ) {
    moduleNames.append(name)
    vm.addModule(name) { [self] vm, module throws(Raised) in
      try make(MaixModuleBuilder(vm: vm, module: module, board: self, name: name))
    }
  }
}
