import Scripting

/// `face_encode` and `face_compare`.
extension MaixBoard {
  /// Numbers of a feature at most; the message has another number.
  private static let featureLimit = 512

  func defineKPUFaces(_ module: MaixModuleBuilder) throws(Raised) {
    let difference = Support.partly("the firmware's library is closed: only the order of scores is meant")
    try module.define("face_encode", 1, 1, difference) { vm, args throws(Raised) in
      let items = try vm.requiredItems(args[0])
      guard items.count <= Self.featureLimit else { throw vm.valueError("feature dim <=200\r\n") }
      return try vm.newByteArray(FaceFeature.encoded(try vm.floats(items)))
    }
    try module.define("face_compare", 2, 2, difference) { vm, args throws(Raised) in
      let (first, second) = (try vm.bufferBytes(args[0]), try vm.bufferBytes(args[1]))
      guard first.count == second.count else {
        throw vm.valueError("compare feature must in same dim!\r\n")
      }
      return try vm.newFloat(Double(FaceFeature.score(first, second)))
    }
  }
}
