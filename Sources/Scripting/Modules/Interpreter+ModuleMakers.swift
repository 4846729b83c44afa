/// Modules that are written in the script's language, built upon others, or not in a firmware.
extension Interpreter {
  /// Has scripts find a module of ours that is written in their language; frozen into firmware on the device.
  package func addModule(_ name: String, source: String) {
    addModule(name) { vm, module throws(Raised) in
      let dict = vm.field(module.module, 2)
      _ = try vm.runSource(
        Array(source.utf8), name: Array("\(name).py".utf8), mode: .module, globals: dict, locals: dict)
    }
  }

  /// Puts more into a module of ours when it is made.
  package func extendModule(_ name: String, _ more: @escaping ModuleMaker) {
    guard let maker = moduleMakers[Array(name.utf8)] else { return addModule(name, more) }
    addModule(name) { vm, module throws(Raised) in
      try maker(vm, module)
      try more(vm, module)
    }
  }

  /// Has scripts no longer find a module of ours.
  package func removeModule(_ name: String) { moduleMakers[Array(name.utf8)] = nil }
}
