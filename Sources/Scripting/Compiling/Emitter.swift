/// Puts instructions together: registers, constants, jumps.
struct Emitter {
  /// A place in the code that may not be known yet.
  struct Label { let index: Int }

  let unit: CodeUnit
  /// The line that instructions belong to.
  var line: UInt32 = 1
  /// The next free register.
  private(set) var nextRegister = 0
  private var labels: [Int] = []
  /// Jumps whose labels come later.
  private var patches: [(instruction: Int, label: Int, isWide: Bool)] = []
  private var constantPlaces: [ConstantKey: Int] = [:]
  private var cachePlaces: [[UInt8]: Int] = [:]

  private enum ConstantKey: Hashable {
    case small(Int64), string([UInt8]), name([UInt8]), bytes([UInt8]), float([UInt8])
  }

  /// Whether all distances may be long, which costs an instruction at each jump.
  private let jumpsFar: Bool

  init(_ unit: CodeUnit, jumpsFar: Bool) {
    self.unit = unit
    self.jumpsFar = jumpsFar
  }

  /// Where the next instruction goes.
  var here: Int { unit.instructions.count }

  // MARK: Registers

  /// A register above those in use.
  mutating func allocate(_ count: Int = 1) -> Int {
    let first = nextRegister
    nextRegister += count
    unit.registerCount = max(unit.registerCount, nextRegister)
    return first
  }

  /// Gives all registers from one on back.
  mutating func free(to register: Int) { nextRegister = register }

  // MARK: Instructions

  /// Adds an instruction.
  mutating func emit(_ opcode: Opcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, x: Int = 0) {
    unit.instructions.append(Emitter.encode(opcode, a, b, c, x: x))
    unit.lines.append(line)
  }

  /// Adds an instruction with a wide operand.
  mutating func emit(_ opcode: Opcode, _ a: Int, wide: Int, x: Int = 0) {
    emit(opcode, a, wide & 0xFFFF, wide >> 16 & 0xFFFF, x: x)
  }

  static func encode(_ opcode: Opcode, _ a: Int, _ b: Int, _ c: Int, x: Int) -> UInt64 {
    UInt64(opcode.rawValue) | UInt64(x & 0xFF) << 8 | UInt64(a & 0xFFFF) << 16 | UInt64(b & 0xFFFF) << 32
      | UInt64(c & 0xFFFF) << 48
  }

  /// Nobody wants what the last instruction, a move, has moved: its register is emptied instead, so that what
  /// it holds is garbage before the next statement asks for memory.
  mutating func discardMoved() {
    guard let last = unit.instructions.last.map({ Instruction(bits: $0) }), last.opcode == .move else {
      return
    }
    unit.instructions.removeLast()
    unit.lines.removeLast()
    emit(.clear, last.b, 1)
  }

  // MARK: Jumps

  mutating func label() -> Label {
    labels.append(-1)
    return Label(index: labels.count - 1)
  }

  /// The label is here.
  mutating func place(_ label: Label) { labels[label.index] = here }

  mutating func jump(_ label: Label) {
    patches.append((here, label.index, true))
    emit(.jump)
  }

  /// A step of an iteration, which is a safe point and says how many registers are in use (255: who knows).
  mutating func nextJump(_ opcode: Opcode, _ source: Int, _ item: Int, _ label: Label) {
    shortJump(opcode, source, item, x: min(nextRegister, 255), label)
  }

  mutating func jump(_ opcode: Opcode, _ a: Int, _ label: Label) {
    patches.append((here, label.index, true))
    emit(opcode, a)
  }

  /// A jump whose distance is operand c.
  mutating func shortJump(_ opcode: Opcode, _ a: Int, _ b: Int, x: Int = 0, _ label: Label) {
    if jumpsFar {
      emit(opcode, a, b, 1, x: x)
      emit(.jump, 0, wide: 1)
      return jump(label)
    }
    patches.append((here, label.index, false))
    emit(opcode, a, b, 0, x: x)
  }

  /// Fills the jumps in; false when a distance is too long for its instruction.
  mutating func finish() -> Bool {
    for patch in patches {
      let distance = labels[patch.label] - patch.instruction - 1
      if patch.isWide {
        unit.instructions[patch.instruction] |=
          UInt64(distance & 0xFFFF) << 32 | UInt64(distance >> 16 & 0xFFFF) << 48
      } else {
        guard Int(Int16(truncatingIfNeeded: distance)) == distance else { return false }
        unit.instructions[patch.instruction] |= UInt64(distance & 0xFFFF) << 48
      }
    }
    return true
  }

  // MARK: Constants

  mutating func constant(name: [UInt8]) -> Int { place(.name(name), .name(name)) }
  mutating func constant(string: [UInt8]) -> Int { place(.string(string), .string(string)) }
  mutating func constant(bytes: [UInt8]) -> Int { place(.bytes(bytes), .bytes(bytes)) }
  mutating func constant(float: [UInt8]) -> Int { place(.float(float), .float(float)) }

  mutating func constant(_ literal: IntegerLiteral, digits: [UInt8]) -> Int {
    if case .small(let number) = literal { return place(.small(number), .literal(literal, digits: digits)) }
    return add(.literal(literal, digits: digits))
  }

  mutating func add(_ constant: CodeUnit.Constant) -> Int {
    unit.constants.append(constant)
    return unit.constants.count - 1
  }

  private mutating func place(_ key: ConstantKey, _ constant: CodeUnit.Constant) -> Int {
    if let place = constantPlaces[key] { return place }
    constantPlaces[key] = add(constant)
    return unit.constants.count - 1
  }

  /// A cache for a name, of its own: places that see different classes must not disturb each other.
  mutating func cache(_ name: [UInt8]) -> Int {
    unit.caches.append(name)
    return unit.caches.count - 1
  }

  /// A cache for a global, one per name.
  mutating func globalCache(_ name: [UInt8]) -> Int {
    if let place = cachePlaces[name] { return place }
    cachePlaces[name] = cache(name)
    return unit.caches.count - 1
  }
}
