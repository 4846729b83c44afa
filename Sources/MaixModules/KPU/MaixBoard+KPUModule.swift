import Scripting

extension MaixBoard {
  /// Module `KPU`.
  func installKPUModule(in vm: Interpreter) {
    add("KPU", to: vm) { module throws(Raised) in
      _ = module
    }
  }
}
