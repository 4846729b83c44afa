import Scripting

extension MaixBoard {
  /// Module `KPU` (MaixPy's `Maix_kpu.c`).
  func installKPUModule(in vm: Interpreter) {
    add("KPU", to: vm) { [unowned self] module throws(Raised) in
      // Its own name is in small letters.
      try module.set("__name__", try module.vm.intern("kpu"))
      try defineKPULoading(module)
      try defineKPUForward(module)
      try defineKPUMaps(module)
      try defineKPUYolo(module)
      try defineKPUInformation(module)
      try defineKPUFaces(module)
      try defineKPUClassifier(module)
    }
  }
}
