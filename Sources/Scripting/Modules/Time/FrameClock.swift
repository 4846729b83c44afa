/// `time.clock()` of MaixPy: frames per second of a loop.
final class FrameClock: ScriptObject {
  /// Microseconds at the last `tick`.
  private var start: UInt64
  /// Microseconds that frames took.
  private var elapsed: UInt64 = 0
  private var frameCount = 0

  /// After so many microseconds `fps` counts anew.
  private static let window: UInt64 = 2_000_000

  init(_ now: UInt64) { start = now }

  /// Begins a frame.
  func tick(_ now: UInt64) { start = now }

  /// Counts a frame that began with `tick`; milliseconds per frame so far.
  func average(_ now: UInt64) -> Double {
    frameCount += 1
    elapsed &+= now &- start
    return Double(elapsed) / 1000 / Double(frameCount)
  }

  /// Counts a frame; how many there are per second.
  func framesPerSecond(_ now: UInt64) -> Double {
    let rate = 1000 / average(now)
    if elapsed >= Self.window { (elapsed, frameCount) = (0, 0) }
    return rate
  }

  /// Forgets all frames.
  func reset(_ now: UInt64) { (start, elapsed, frameCount) = (now, 0, 0) }
}

extension Interpreter {
  /// The class of `time.clock()`.
  func frameClockType() throws(Raised) -> Value {
    try moduleClass("clock") { () throws(Raised) in
      let type = try newBuiltinType("clock", kind: .host)
      try setConstructor(type) { vm, args throws(Raised) in
        try vm.checkPositional(args, 0, 0)
        return try vm.newHost(FrameClock(vm.host.microseconds()), type: type)
      }
      try define(type, "tick") { vm, args throws(Raised) in
        vm.hostObject(args[0], as: FrameClock.self)?.tick(vm.host.microseconds())
        return .none
      }
      try define(type, "fps") { vm, args throws(Raised) in
        try vm.newFloat(
          vm.hostObject(args[0], as: FrameClock.self)?.framesPerSecond(vm.host.microseconds()) ?? 0)
      }
      try define(type, "avg") { vm, args throws(Raised) in
        try vm.newFloat(vm.hostObject(args[0], as: FrameClock.self)?.average(vm.host.microseconds()) ?? 0)
      }
      try define(type, "reset") { vm, args throws(Raised) in
        vm.hostObject(args[0], as: FrameClock.self)?.reset(vm.host.microseconds())
        return .none
      }
      return type
    }
  }
}
