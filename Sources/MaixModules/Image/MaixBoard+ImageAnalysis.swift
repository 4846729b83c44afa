import Scripting

extension MaixBoard {
  /// What `image.Image` measures and filters, added to its class.
  func installImageAnalysis(in vm: Interpreter) {}
}
