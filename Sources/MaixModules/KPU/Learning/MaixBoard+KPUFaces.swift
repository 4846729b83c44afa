import Scripting

/// `face_encode` and `face_compare`.
extension MaixBoard {
  /// Numbers of a feature at most; the message has another number.
  private static let featureLimit = 512

  func defineKPUFaces(_ module: MaixModuleBuilder) throws(Raised) {
    let difference = Support.partly("the firmware's library is closed: only the order of scores is meant")
    try module.define("face_encode", 1, 1, difference) { vm, args throws(Raised) in
      guard let items = vm.sequenceItems(args[0]) else {
        throw vm.typeError("object '\(vm.typeName(args[0]))' isn't a tuple or list")
      }
      guard items.count <= Self.featureLimit else { throw vm.valueError("feature dim <=200\r\n") }
      var numbers: [Float] = []
      for item in items { numbers.append(Float(try vm.floatArgument(item))) }
      return try vm.newByteArray(FaceFeature.encoded(numbers))
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
