/// Module `urandom` (extmod/modurandom.c).
extension Interpreter {
  func installRandomModule() {
    addModule("urandom") { vm, module throws(Raised) in
      let seed = vm.configuration.seed
      let source = RandomSource(seed == 0 ? YasmarangGenerator() : YasmarangGenerator(seed: UInt64(seed)))
      try vm.fillRandomIntegers(module, source)
      try vm.fillRandomFloats(module, source)
      try module.define("seed", 1, 1) { vm, args throws(Raised) in
        source.generator = YasmarangGenerator(seed: try vm.truncatedArgument(args[0]))
        return .none
      }
      try module.define("choice", 1, 1) { vm, args throws(Raised) in
        let count = try vm.length(args[0])
        let index = try vm.drawn { () throws(EngineFault) in try source.generator.index(count: count) }
        return try vm.getItem(args[0], Value(small: index))
      }
    }
  }

  /// What the generator gives; where the device would try for ever, this waits for the host to end it.
  private func drawn<Number>(_ body: () throws(EngineFault) -> Number) throws(Raised) -> Number {
    do {
      return try body()
    } catch {
      while error == .stepLimit { try sleep(microseconds: 10_000) }
      throw fault(error)
    }
  }

  private func fillRandomIntegers(_ module: ModuleBuilder, _ source: RandomSource) throws(Raised) {
    try module.define("getrandbits", 1, 1) { vm, args throws(Raised) in
      let count = try vm.integerArgument(args[0])
      return Value(small: Int(try vm.drawn { () throws(EngineFault) in try source.generator.bits(count) }))
    }
    try module.define("randrange", 1, 3) { vm, args throws(Raised) in
      var (start, stop, step) = (0, try vm.integerArgument(args[0]), 1)
      if args.count > 1 { (start, stop) = (stop, try vm.integerArgument(args[1])) }
      if args.count > 2 { step = try vm.integerArgument(args[2]) }
      let element = try vm.drawn { () throws(EngineFault) in
        try source.generator.element(from: start, to: stop, by: step)
      }
      return try vm.newInteger(element)
    }
    try module.define("randint", 2, 2) { vm, args throws(Raised) in
      let (low, high) = (try vm.integerArgument(args[0]), try vm.integerArgument(args[1]))
      return try vm.newInteger(
        try vm.drawn { () throws(EngineFault) in try source.generator.integer(from: low, through: high) })
    }
  }

  private func fillRandomFloats(_ module: ModuleBuilder, _ source: RandomSource) throws(Raised) {
    try module.define("random", 0, 0) { vm, _ throws(Raised) in
      try vm.newFloat(vm.isSingle ? Double(source.generator.single()) : source.generator.double())
    }
    try module.define("uniform", 2, 2) { vm, args throws(Raised) in
      let (low, high) = (try vm.floatArgument(args[0]), try vm.floatArgument(args[1]))
      if vm.isSingle { return try vm.newFloat(Double(source.generator.uniform(Float(low), Float(high)))) }
      return try vm.newFloat(source.generator.uniform(low, high))
    }
  }
}

private final class RandomSource {
  var generator: YasmarangGenerator

  init(_ generator: YasmarangGenerator) { self.generator = generator }
}
