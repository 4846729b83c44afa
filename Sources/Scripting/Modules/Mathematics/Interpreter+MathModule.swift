/// Module `math` (py/modmath.c).
extension Interpreter {
  func installMathModule() {
    addModule("math") { vm, module throws(Raised) in
      if vm.isSingle { try vm.fillMath(module, Float.self) } else { try vm.fillMath(module, Double.self) }
    }
  }

  /// What an engine computes; its fault as the script's exception.
  func computed<Answer>(_ body: () throws(EngineFault) -> Answer) throws(Raised) -> Answer {
    do {
      return try body()
    } catch {
      throw fault(error)
    }
  }

  private func fillMath<Real: MathReal>(_ module: ModuleBuilder, _ type: Real.Type) throws(Raised) {
    try module.set("e", try newFloat(Double(Real.roundedE)))
    try module.set("pi", try newFloat(Double(Real.roundedPi)))
    for function in MathFunction.Unary.allCases {
      try module.define(function.rawValue, 1, 1) { vm, args throws(Raised) in
        let x = Real(try vm.floatArgument(args[0]))
        return try vm.newFloat(
          Double(try vm.computed { () throws(EngineFault) in try Real.evaluate(function, x) }))
      }
    }
    for function in MathFunction.Binary.allCases {
      try module.define(function.rawValue, 2, 2) { vm, args throws(Raised) in
        let (x, y) = (Real(try vm.floatArgument(args[0])), Real(try vm.floatArgument(args[1])))
        return try vm.newFloat(
          Double(try vm.computed { () throws(EngineFault) in try Real.evaluate(function, x, y) }))
      }
    }
    for function in MathFunction.Rounding.allCases {
      try module.define(function.rawValue, 1, 1) { vm, args throws(Raised) in
        try vm.newInteger(truncating: Double(Real.evaluate(function, Real(try vm.floatArgument(args[0])))))
      }
    }
    for function in MathFunction.Predicate.allCases {
      try module.define(function.rawValue, 1, 1) { vm, args throws(Raised) in
        Value(Real.evaluate(function, Real(try vm.floatArgument(args[0]))))
      }
    }
    try fillOtherMath(module, type)
  }

  private func fillOtherMath<Real: MathReal>(_ module: ModuleBuilder, _ type: Real.Type) throws(Raised) {
    try module.define("log", 1, 2) { vm, args throws(Raised) in
      let x = Real(try vm.floatArgument(args[0]))
      // The number is looked at before the base.
      let logarithm = try vm.computed { () throws(EngineFault) in try Real.log(x) }
      if args.count == 1 { return try vm.newFloat(Double(logarithm)) }
      let base = Real(try vm.floatArgument(args[1]))
      return try vm.newFloat(
        Double(try vm.computed { () throws(EngineFault) in try Real.log(x, base: base) }))
    }
    try module.define("frexp", 1, 1) { vm, args throws(Raised) in
      let parts = Real.fractionAndExponent(Real(try vm.floatArgument(args[0])))
      return try vm.newTuple([try vm.newFloat(Double(parts.significand)), Value(small: parts.exponent)])
    }
    try module.define("modf", 1, 1) { vm, args throws(Raised) in
      let parts = Real.fractionAndWhole(Real(try vm.floatArgument(args[0])))
      return try vm.newTuple([try vm.newFloat(Double(parts.fraction)), try vm.newFloat(Double(parts.whole))])
    }
    try module.define("ldexp", 2, 2) { vm, args throws(Raised) in
      let x = Real(try vm.floatArgument(args[0]))
      return try vm.newFloat(Double(Real.scaled(x, byPowerOf: try vm.integerArgument(args[1]))))
    }
    try module.define("radians", 1, 1) { vm, args throws(Raised) in
      try vm.newFloat(Double(Real.radians(degrees: Real(try vm.floatArgument(args[0])))))
    }
    try module.define("degrees", 1, 1) { vm, args throws(Raised) in
      try vm.newFloat(Double(Real.degrees(radians: Real(try vm.floatArgument(args[0])))))
    }
  }
}
