import Scripting

extension MaixBoard {
  /// What the module `image` measures with, beside its class.
  func installImageAnalysis(in vm: Interpreter) {}

  /// What images measure and filter.
  func defineImageAnalysis(on type: MaixTypeBuilder) throws(Raised) {}
}
