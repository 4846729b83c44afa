import Scripting

extension MaixBoard {
  /// `Maix.FFT`.
  ///
  /// **Source**: `Maix_fft.c`: of each word of 32 bits the lower half is a sample.
  func addFFT(to module: MaixModuleBuilder) throws(Raised) {
    let type = try module.type("FFT")
    try type.defineFunction(
      "run", 1, nil, keywords: true, .partly("stages are exact; the chip rounds after each")
    ) { vm, args throws(Raised) in
      let given = try NamedArguments(vm, args, ["byte", "points", "shift", "direction"])
      let points = try given.integer("points", 64)
      let (shift, direction) = (try given.integer("shift"), try given.integer("direction", 1))
      guard [64, 128, 256, 512].contains(points) else { throw vm.valueError("[MAIXPY]FFT:invalid points") }
      guard let source = given.some("byte") else { throw vm.valueError("[MAIXPY]FFT:invalid byte") }
      var bytes = try vm.bufferBytes(source)
      guard bytes.count % 4 == 0 else {
        throw vm.valueError("[MAIXPY]FFT:Buffer length must be a multiple of 4")
      }
      if bytes.count < points * 4 {
        vm.printLines("[MAIXPY]FFT:Zero padding")
        bytes += [UInt8](repeating: 0, count: points * 4 - bytes.count)
      }
      let samples = (0..<points).map { index in
        Int(Int16(bitPattern: UInt16(bytes[index * 4]) | UInt16(bytes[index * 4 + 1]) << 8))
      }
      let transform = FourierTransform(count: points, shift: shift, isInverse: direction == 0)
      let list = try vm.newList([])
      for number in transform.run(samples) {
        let pair = try vm.newTuple([Value(small: number.real), Value(small: number.imaginary)])
        try vm.listAppend(list, pair)
      }
      return list
    }
    try type.defineFunction("freq", 0, nil, keywords: true) { vm, args throws(Raised) in
      let given = try NamedArguments(vm, args, ["points", "sample_rate"])
      let points = try given.integer("points", 64) & 0xFFFF_FFFF
      let rate = try given.integer("sample_rate", 16_000) & 0xFFFF_FFFF
      // The firmware divides by zero, and would fill its heap with more than these.
      guard points > 0 else { throw vm.fault(.ZeroDivisionError, "divide by zero") }
      try vm.checkByteCount(points.multipliedReportingOverflow(by: 8).partialValue)
      return try vm.newList((0..<points).map { Value(small: rate / points * $0) })
    }
    try type.defineFunction("amplitude", 1, 1) { vm, args throws(Raised) in
      guard vm.isKind(args[0], .list), let items = vm.sequenceItems(args[0]) else {
        throw vm.valueError("[MAIXPY]FFT:obj is not a list")
      }
      var powers: [Value] = []
      for item in items {
        guard let parts = vm.sequenceItems(item), parts.count >= 2, parts[0].isSmall, parts[1].isSmall else {
          throw vm.noSequence(item)
        }
        let (real, imaginary) = (parts[0].small, parts[1].small)
        let sum = UInt32(truncatingIfNeeded: real &* real &+ imaginary &* imaginary)
        let amplitude = Int(Double(sum).squareRoot())
        powers.append(Value(small: 2 * amplitude / items.count))
      }
      return try vm.newList(powers)
    }
  }
}
