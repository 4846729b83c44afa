import Scripting

extension MaixBoard {
  /// What MaixPy's `uos` has beside MicroPython's functions of files.
  ///
  /// **Source**: `moduos.c`. The folders that stand for card and flash are always there.
  func installFileSystems(in vm: Interpreter) {
    vm.extendModule("uos") { [unowned self] vm, module throws(Raised) in
      let builder = MaixModuleBuilder(vm: vm, module: module, board: self, name: "uos")
      try builder.define("mount", 0, nil, keywords: true, .partly("nothing changes")) { _, _ throws(Raised) in
        .none
      }
      try builder.define("umount", 1, 1, .partly("files stay within reach")) { vm, args throws(Raised) in
        guard vm.isKind(args[0], .str) else { return .none }
        guard ["/flash", "/sd"].contains(vm.text(args[0])) else { throw vm.osError(ErrorNumber.invalid) }
        return .none
      }
      try builder.define(
        "flash_format", 0, 0, .raises("it would delete the folder's files")
      ) { [unowned self] vm, _ throws(Raised) in
        explainOnce("uos.flash_format would delete the files that stand for the flash: it is refused")
        throw vm.osError(ErrorNumber.notPermitted)
      }
      for name in ["dupterm", "set_REPLio"] {
        try builder.define(name, 1, 2, .partly("the console stays")) { _, _ throws(Raised) in .none }
      }
      for name in ["VfsFat", "VfsSpiffs"] {
        _ = try builder.type(name, .raises("there are no block devices")) { vm, _ throws(Raised) in
          throw vm.osError(ErrorNumber.noDevice)
        }
      }
    }
  }
}
