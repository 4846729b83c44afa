/// Entering and leaving frames, for the run loop: what it keeps in variables is made and taken apart here.
extension Interpreter {
  /// What the run loop keeps at hand of the function that runs.
  @inline(__always)
  func view(_ function: Int, _ base: Int) -> (code: Int, registers: Registers, constants: Int, caches: Int) {
    let code = Int(memory[function &+ FunctionLayout.code])
    return (
      code, Registers(memory, base), Int(memory[code &+ CodeLayout.constants]) &+ StorageLayout.start,
      Int(memory[code &+ CodeLayout.caches]) &+ StorageLayout.start
    )
  }

  /// Whether there is room for a frame whose registers end at `top`; RuntimeError if there is none.
  @inline(__always)
  func hasRoom(_ top: Int) -> Bool {
    let frame = Int(memory[HeapLayout.frame])
    return top <= Int(memory[HeapLayout.registerLimit]) && frame <= Int(memory[HeapLayout.frameLimit])
      || growStack(top, frame)
  }

  /// Notes where the running function goes on, and has another one run.
  ///
  /// - Parameters:
  ///   - mode: What happens to the result (`FrameMode`).
  ///   - subject: The new object or the generator.
  ///   - top: Where the other one's registers end; `hasRoom` has said that they fit.
  @inline(__always)
  func enterFrame(
    _ other: Int, top: Int, mode: UInt64, subject: Value, instruction: Int, base: Int, function: Int
  ) {
    let frame = Int(memory[HeapLayout.frame])
    memory[frame &+ FrameLayout.instruction] = UInt64(truncatingIfNeeded: instruction)
    memory[frame &+ FrameLayout.base] = UInt64(truncatingIfNeeded: base)
    memory[frame &+ FrameLayout.function] = UInt64(truncatingIfNeeded: function)
    memory[frame &+ FrameLayout.mode] = mode
    memory[value: frame &+ FrameLayout.subject] = subject
    memory[HeapLayout.frame] = UInt64(truncatingIfNeeded: frame &+ FrameLayout.byteCount)
    memory[HeapLayout.top] = UInt64(truncatingIfNeeded: top)
    memory[HeapLayout.function] = UInt64(truncatingIfNeeded: other)
  }

  /// Has the function run again that made a frame.
  @inline(__always)
  func leaveFrame(_ frame: Int) -> (instruction: Int, base: Int, function: Int) {
    let base = Int(memory[frame &+ FrameLayout.base])
    let function = Int(memory[frame &+ FrameLayout.function])
    let code = Int(memory[function &+ FunctionLayout.code])
    memory[HeapLayout.frame] = UInt64(truncatingIfNeeded: frame)
    memory[HeapLayout.function] = UInt64(truncatingIfNeeded: function)
    memory[HeapLayout.top] = UInt64(
      truncatingIfNeeded: base &+ Int(memory[code &+ CodeLayout.registerCount]) &* 8)
    return (Int(memory[frame &+ FrameLayout.instruction]), base, function)
  }

  /// Where the run loop goes on after `unwind` found a handler.
  @inline(__always)
  func handler() -> (instruction: Int, base: Int, function: Int) {
    (
      Int(memory[HeapLayout.resumeInstruction]), Int(memory[HeapLayout.resumeBase]),
      Int(memory[HeapLayout.function])
    )
  }

  /// Puts a generator's registers back into it, to wait at an instruction.
  @inline(__always)
  func suspend(_ generator: Int, at instruction: Int, base: Int) {
    memory[generator &+ GeneratorLayout.instruction] = UInt64(truncatingIfNeeded: instruction)
    memory[generator &+ GeneratorLayout.state] = 1
    memory.copy(
      from: base, to: generator &+ GeneratorLayout.registers,
      byteCount: GeneratorLayout.registerCount(memory, generator) &* 8)
  }
}
