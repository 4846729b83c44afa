import Scripting

extension MaixBoard {
  /// Module `lcd`.
  func installLCDModule(in vm: Interpreter) {
    add("lcd", to: vm) { module throws(Raised) in
      _ = module
    }
  }
}
