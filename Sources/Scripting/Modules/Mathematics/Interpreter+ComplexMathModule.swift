/// Module `cmath` (py/modcmath.c).
extension Interpreter {
  func installComplexMathModule() {
    addModule("cmath") { vm, module throws(Raised) in
      if vm.isSingle {
        try vm.fillComplexMath(module, Float.self)
      } else {
        try vm.fillComplexMath(module, Double.self)
      }
    }
  }

  private func fillComplexMath<Real: MathReal>(_ module: ModuleBuilder, _ type: Real.Type) throws(Raised) {
    try module.set("e", try newFloat(Double(Real.roundedE)))
    try module.set("pi", try newFloat(Double(Real.roundedPi)))
    for function in ComplexNumber<Real>.Function.allCases {
      try module.define(function.rawValue, 1, 1) { vm, args throws(Raised) in
        let z = ComplexNumber<Real>.evaluate(function, try vm.complexArgument(args[0], type))
        return try vm.newComplex(Double(z.real), Double(z.imaginary))
      }
    }
    try module.define("phase", 1, 1) { vm, args throws(Raised) in
      try vm.newFloat(Double(try vm.complexArgument(args[0], type).phase))
    }
    try module.define("polar", 1, 1) { vm, args throws(Raised) in
      let z = try vm.complexArgument(args[0], type)
      return try vm.newTuple([try vm.newFloat(Double(z.magnitude)), try vm.newFloat(Double(z.phase))])
    }
    try module.define("rect", 2, 2) { vm, args throws(Raised) in
      let (magnitude, phase) = (Real(try vm.floatArgument(args[0])), Real(try vm.floatArgument(args[1])))
      let z = ComplexNumber(magnitude: magnitude, phase: phase)
      return try vm.newComplex(Double(z.real), Double(z.imaginary))
    }
  }

  /// An argument as a complex number: any number; TypeError for anything else.
  private func complexArgument<Real: MathReal>(_ value: Value, _ type: Real.Type) throws(Raised)
    -> ComplexNumber<Real>
  {
    guard isNumber(value) else { throw typeError("can't convert \(typeName(value)) to complex") }
    if isKind(value, .bool) { return ComplexNumber(value == .true ? 1 : 0) }
    let parts = complexNumber(value)
    return ComplexNumber(Real(parts.real), Real(parts.imaginary))
  }
}
