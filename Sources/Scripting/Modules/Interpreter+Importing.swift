/// `import`: modules of ours, then files, as MaixPy resolves them (py/builtinimport.c, py/objmodule.c).
///
/// A built-in module has its `u` name, which nothing hides, and a weak link without `u`, which a file of that
/// name hides.
extension Interpreter {
  /// `__import__(name, globals, locals, names, level)`.
  package func importModule(_ name: Value, globals: Value, from: Value, level: Int) throws(Raised) -> Value {
    var path = bytes(name)
    if level > 0 { path = try absolute(path, globals: globals, level: level) }
    guard !path.isEmpty else { throw valueError("cannot perform relative import") }
    let parts = path.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
    var module = Value.null
    var top = Value.null
    let mark = keep(from)
    defer { release(to: mark) }
    var full: [UInt8] = []
    for (index, part) in parts.enumerated() {
      full += (index > 0 ? [UInt8(ascii: ".")] : []) + part
      let parent = module
      module = try load(full, part: part, parent: parent)
      // The module's own code may have taken it out of `sys.modules`.
      _ = keep(module)
      if index == 0 { top = module }
      if !parent.isNull, isKind(parent, .module) { try set(field(parent, 2), name: try intern(part), module) }
    }
    // `import a.b` binds a, `from a.b import c` wants b.
    return from == .none || from.isNull || isKind(from, .tuple) && tupleCount(from) == 0 ? top : module
  }

  /// The built-in `__import__`, as scripts call it.
  func installImport() throws(Raised) {
    try defineBuiltin(text(name(.import_)), 1, 5) { vm, args throws(Raised) in
      let name = try vm.givenText(args[0])
      let level = args.count > 4 ? try vm.integerArgument(args[4]) : 0
      guard level >= 0 else { throw vm.fault(.ValueError) }
      return try vm.importModule(
        try vm.intern(name), globals: vm.currentGlobals, from: args.count > 3 ? args[3] : .none, level: level)
    }
  }

  /// The full name of a relative import.
  private func absolute(_ name: [UInt8], globals: Value, level: Int) throws(Raised) -> [UInt8] {
    let own = lookup(globals, name: self.name(.name))
    let isPackage = !lookup(globals, name: self.name(.path)).isNull
    guard isKind(own, .str) else { throw valueError("cannot perform relative import") }
    var parts = bytes(own).split(separator: UInt8(ascii: "."))
    let dropped = level - (isPackage ? 1 : 0)
    // The main script is in no package, and not in the device's table of modules.
    guard own != self.name(.main) else { throw fault(.KeyError, value: own) }
    guard dropped <= parts.count else { throw valueError("cannot perform relative import") }
    parts.removeLast(dropped)
    guard !parts.isEmpty else { throw valueError("cannot perform relative import") }
    return Array(parts.joined(separator: [UInt8(ascii: ".")]))
      + (name.isEmpty ? [] : [UInt8(ascii: ".")] + name)
  }

  /// A module by its full name: known, of ours, or from a file.
  private func load(_ full: [UInt8], part: [UInt8], parent: Value) throws(Raised) -> Value {
    let name = try intern(full)
    let known = lookup(modules, name: name)
    if !known.isNull { return known }
    if parent.isNull, moduleMakers[full] != nil { return try makeModule(full) }
    if parent.isNull, let own = Interpreter.strongLinks[text(name)] {
      return try load(Array(own.utf8), part: [], parent: .null)
    }
    let places = try searchPlaces(parent)
    for place in places {
      let base =
        place.isEmpty ? part : place + (place.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + part
      if let status = try? host.files?.status(base), status.isDirectory {
        return try loadPackage(name, base)
      }
      let file = base + Array(".py".utf8)
      if let status = try? host.files?.status(file), !status.isDirectory { return try loadFile(name, file) }
    }
    // A weak link: the module of ours without its `u`.
    if parent.isNull, moduleMakers[[UInt8(ascii: "u")] + full] != nil {
      let own = [UInt8(ascii: "u")] + full
      let known = lookup(modules, name: try intern(own))
      return known.isNull ? try makeModule(own) : known
    }
    throw fault(.ImportError, "no module named '\(text(name))'")
  }

  /// Names that MaixPy gives its modules besides those with `u`, which no file hides.
  private static let strongLinks = ["os": "uos", "time": "utime"]

  /// Folders in which a module is looked for.
  private func searchPlaces(_ parent: Value) throws(Raised) -> [[UInt8]] {
    var places: [[UInt8]] = []
    if !parent.isNull {
      guard isKind(parent, .module) else { return [] }
      let path = lookup(field(parent, 2), name: name(.path))
      return isKind(path, .str) ? [bytes(path)] : []
    }
    let (start, count) = sequenceItems(systemPath)
    for index in 0..<count where isKind(memory[value: start + index * 8], .str) {
      places.append(bytes(memory[value: start + index * 8]))
    }
    return places.isEmpty ? [[]] : places
  }

  private func loadPackage(_ name: Value, _ base: [UInt8]) throws(Raised) -> Value {
    let module = try newModule(name)
    let mark = keep(module)
    defer { release(to: mark) }
    try set(field(module, 2), name: self.name(.path), try newString(base))
    try set(modules, name: name, module)
    let file = base + Array("/__init__.py".utf8)
    guard let status = try? host.files?.status(file), !status.isDirectory else { return module }
    return try execute(module, name, file)
  }

  private func loadFile(_ name: Value, _ file: [UInt8]) throws(Raised) -> Value {
    let module = try newModule(name)
    let mark = keep(module)
    defer { release(to: mark) }
    try set(modules, name: name, module)
    return try execute(module, name, file)
  }

  private func execute(_ module: Value, _ name: Value, _ file: [UInt8]) throws(Raised) -> Value {
    let dict = field(module, 2)
    try set(dict, name: self.name(.file), try newString(file))
    let source = try readFile(file)
    // A module that fails stays known: the next import of it finds what there is, without a word.
    _ = try runSource(source, name: file, mode: .module, globals: dict, locals: dict)
    return lookup(modules, name: name).isNull ? module : lookup(modules, name: name)
  }

  /// All of a file; OSError if it cannot be read.
  package func readFile(_ path: [UInt8]) throws(Raised) -> [UInt8] {
    guard let files = host.files else { throw osError(2) }
    do throws(ScriptFileError) {
      if let bytes = try files.contents(of: path, limit: heap.capacity) { return bytes }
    } catch {
      throw osError(error.number)
    }
    throw osError(12)
  }

  /// An empty module.
  func newModule(_ name: Value) throws(Raised) -> Value {
    let dict = try newDict()
    try set(dict, name: self.name(.name), name)
    return try newObject(.module, name, dict)
  }

  /// Makes a module of ours.
  private func makeModule(_ name: [UInt8]) throws(Raised) -> Value {
    guard let maker = moduleMakers[name] else { return .null }
    let module = try newModule(try intern(name))
    let mark = keep(module)
    defer { release(to: mark) }
    try maker(self, ModuleBuilder(vm: self, module: module))
    excludeModuleFromBoard(module)
    memory[module.address] |= Header.fixed
    try set(modules, name: try intern(name), module)
    return module
  }

  // MARK: For the run loop

  @inline(never)
  func importOrNull(_ name: Value, _ function: Int, _ from: Value, _ level: Int) -> Value {
    do {
      let custom = lookup(builtins, name: self.name(.import_))
      if !custom.isNull, kind(custom) != .nativeFunction {
        let globals = memory[value: function + FunctionLayout.globals]
        return try call(custom, [name, globals, .none, from, Value(small: level)])
      }
      return try importModule(
        name, globals: memory[value: function + FunctionLayout.globals], from: from, level: level)
    } catch {
      raised = error.value
      return .null
    }
  }

  /// `from module import name`.
  @inline(never)
  func importedName(_ module: Value, _ name: Value) -> Value {
    do throws(Raised) {
      let found = try optionalAttribute(module, name)
      if !found.isNull { return found }
      // A module in the package.
      if isKind(module, .module), !lookup(field(module, 2), name: self.name(.path)).isNull {
        let full = bytes(field(module, 1)) + [UInt8(ascii: ".")] + bytes(name)
        return try importModule(try intern(full), globals: .null, from: try newTuple([name]), level: 0)
      }
      throw fault(.ImportError, "cannot import name \(text(name))")
    } catch {
      raised = error.value
      return .null
    }
  }

  /// `from module import *`.
  @inline(never)
  func importAll(_ module: Value, _ target: Value) -> Bool {
    do {
      guard isKind(module, .module) else { return true }
      let dict = field(module, 2)
      var index = 0
      while let found = nextEntry(dict, from: index) {
        let pair = entry(dict, found)
        if isKind(pair.key, .str), bytes(pair.key).first != UInt8(ascii: "_") {
          try set(target, pair.key, pair.value)
        }
        index = found + 1
      }
      return true
    } catch {
      raised = error.value
      return false
    }
  }
}
