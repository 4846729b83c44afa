/// Makes register code of a tree.
///
/// One compiler per scope; expressions put their values into registers above the locals, last in, first out.
struct Compiler {
  /// What all scopes of a text share.
  final class Context {
    let tree: SyntaxTree
    let source: SourceText
    let scopes: ScopeBuilder
    let file: [UInt8]
    /// Whether the module's names live in a dict that is not its globals (`exec` with two dicts).
    let usesNames: Bool
    /// Whether values of expression statements are printed.
    let isPrompt: Bool
    /// `micropython.opt_level`: from 1 on there is no `assert`, from 3 on no line numbers.
    let optimizationLevel: Int
    /// Names that `X = const(5)` declared.
    var constants: Set<NameID> = []

    init(
      _ scopes: ScopeBuilder, _ source: SourceText, usesNames: Bool, isPrompt: Bool, optimizationLevel: Int
    ) {
      tree = scopes.tree
      self.source = source
      self.scopes = scopes
      file = Array(source.name.utf8)
      self.usesNames = usesNames
      self.isPrompt = isPrompt
      self.optimizationLevel = optimizationLevel
    }
  }

  /// What surrounds a statement, for `break`, `continue`, `return`.
  enum Surrounding {
    /// `breaks` is behind the `else`; `cleanup` registers hold nothing that must be undone.
    case loop(breaks: Emitter.Label, continues: Emitter.Label)
    /// A `finally` or `with` that must run before one leaves; index into `exits`.
    case cleanup(Int)
  }

  /// A `finally` or `with`: ways out that go through it.
  struct CleanupExits {
    /// Holds which way was taken: 0 on to the next statement, -1 an exception, else one of `ways`.
    let way: Int
    /// Holds the exception or the value to return.
    let value: Int
    let start: Emitter.Label
    var ways: [Way] = []
  }

  /// The exception that an `except` or a cleanup around a place deals with.
  struct HandledException {
    let register: Int
    /// Of a cleanup: the register that says whether there is an exception at all.
    let way: Int?
  }

  /// A way out of a cleanup.
  enum Way { case breaks, continues, returns }

  let context: Context
  let scope: Scope
  let unit: CodeUnit
  var emitter: Emitter
  var registers: [NameID: Int] = [:]
  var freeIndices: [NameID: Int] = [:]
  /// Locals that surely have a value here.
  var assigned: Set<Int> = []
  /// Locals that a `del` somewhere may empty: they never count as assigned, for the way there may lead
  /// through a loop or a handler.
  var deletable: Set<Int> = []
  /// Whether a local may be read before it has a value, so that all begin as null.
  var needsClear = false
  var surroundings: [Surrounding] = []
  var exits: [CleanupExits] = []
  /// What a `raise` without a value here raises again, the innermost last.
  var handledExceptions: [HandledException] = []
  /// How deep the tree is being walked; the parser's limit bounds it.
  var tree: SyntaxTree { context.tree }

  init(_ context: Context, _ scope: Scope, jumpsFar: Bool) {
    self.context = context
    self.scope = scope
    unit = CodeUnit(name: Array(scope.name.utf8), file: context.file)
    emitter = Emitter(unit, jumpsFar: jumpsFar)
    unit.isGenerator = scope.isGenerator
    for (index, name) in scope.freeNames.enumerated() { freeIndices[name] = index }
  }

  /// Compiles a text.
  ///
  /// - Parameter usesNames: Whether the module's names live in a dict of their own, which register 0 then
  ///   holds.
  static func compile(
    _ source: SourceText, _ mode: SourceMode, usesNames: Bool = false, optimizationLevel: Int = 0
  ) throws(SyntaxFault) -> CodeUnit {
    let tree: SyntaxTree
    switch mode {
    case .module, .pasted: tree = try Parser.module(source)
    case .single: tree = try Parser.interactive(source)
    case .expression: tree = try Parser.expression(source)
    }
    let scopes = try ScopeBuilder(tree, source)
    let context = Context(
      scopes, source, usesNames: usesNames, isPrompt: mode == .single || mode == .pasted,
      optimizationLevel: optimizationLevel)
    return try compile(context, scopes.module) { (compiler) throws(SyntaxFault) in
      if usesNames {
        _ = compiler.emitter.allocate()
        compiler.unit.hasNamesInRegister = true
      }
      switch context.tree.root {
      case .statements(let block):
        try compiler.statements(block)
        compiler.emitter.emit(.returnNone)
      case .expression(let value):
        let register = try compiler.value(value)
        compiler.emitter.emit(.returnValue, register)
      }
    }
  }

  /// Compiles a scope; with long jumps if the short ones do not reach.
  static func compile(
    _ context: Context, _ scope: Scope, _ body: (inout Compiler) throws(SyntaxFault) -> Void
  ) throws(SyntaxFault) -> CodeUnit {
    for jumpsFar in [false, true] {
      var compiler = Compiler(context, scope, jumpsFar: jumpsFar)
      try body(&compiler)
      if compiler.emitter.finish() {
        compiler.finish()
        guard compiler.unit.registerCount < 60_000, compiler.unit.constants.count < 65_536,
          compiler.unit.caches.count < 65_536,
          compiler.unit.instructions.count < 1 << 30
        else { break }
        return compiler.unit
      }
    }
    throw SyntaxFault(.memoryError, "code too large", in: context.source, at: 0)
  }

  private mutating func finish() {
    let first = unit.parameterNames.count
    let count = unit.localNames.count - first
    if count > 0, needsClear || assignsBehindCalls(first..<(first + count)) {
      unit.instructions.insert(Emitter.encode(.clear, first, count, 0, x: 0), at: 0)
      unit.lines.insert(unit.lines.first ?? 1, at: 0)
      for index in unit.handlers.indices {
        unit.handlers[index].start += 1
        unit.handlers[index].end += 1
        unit.handlers[index].handler += 1
      }
    }
  }

  /// Whether a call may happen before all locals have values: what an earlier call left in their registers
  /// would be kept meanwhile.
  private func assignsBehindCalls(_ locals: Range<Int>) -> Bool {
    var written: Set<Int> = []
    for word in unit.instructions {
      let instruction = Instruction(bits: word)
      switch instruction.opcode {
      case .call, .callMethod, .callSpread, .jump, .loop, .next, .nextNumber:
        return !written.isSuperset(of: locals)
      default: written.insert(instruction.a)
      }
    }
    return false
  }

  // MARK: Places

  func bytes(_ name: NameID) -> [UInt8] { Array(tree.names[name]) }

  /// Instructions from here on belong to the line of an offset; to a later one if that was marked before, for
  /// the device's table of lines only goes up.
  mutating func mark(_ offset: UInt32) {
    if context.optimizationLevel < 3 {
      emitter.line = max(emitter.line, UInt32(context.source.line(at: offset)))
    }
  }

  func fault(_ message: String, at offset: UInt32) -> SyntaxFault {
    SyntaxFault(.syntaxError, message, in: context.source, at: offset, scope: scope.name)
  }

  // MARK: Locals

  /// Gives parameters their registers, then all other locals; wraps those that inner functions use.
  mutating func declareLocals(parameters: [NameID]) {
    for name in parameters {
      let register = emitter.allocate()
      registers[name] = register
      if scope.isDeleted(name) { deletable.insert(register) }
      noteAssigned(register)
      unit.parameterNames.append(bytes(name))
      unit.localNames.append(bytes(name))
    }
    for name in scope.order where registers[name] == nil {
      let binding = scope.binding(name)
      guard binding == .local || binding == .cell else { continue }
      let register = emitter.allocate()
      registers[name] = register
      if scope.isDeleted(name) { deletable.insert(register) }
      unit.localNames.append(bytes(name))
    }
    for name in scope.order where scope.binding(name) == .cell {
      if let register = registers[name] {
        emitter.emit(.makeCell, register, parameters.contains(name) ? 0 : 1)
      }
    }
  }

  /// A local has a value from here on.
  mutating func noteAssigned(_ register: Int) {
    if !deletable.contains(register) { assigned.insert(register) }
  }

  /// Puts the value of a name into a register: the local's own if that is allowed.
  mutating func load(_ name: NameID, into target: Int?) -> Int {
    switch scope.binding(name) {
    case .local:
      let register = registers[name] ?? 0
      if !assigned.contains(register) {
        needsClear = true
        emitter.emit(.checkBound, register)
      }
      guard let target else { return register }
      if target != register { emitter.emit(.move, target, register) }
      return target
    case .cell:
      let target = target ?? emitter.allocate()
      emitter.emit(.getCell, target, registers[name] ?? 0)
      return target
    case .free:
      let target = target ?? emitter.allocate()
      emitter.emit(.getFree, target, freeIndices[name] ?? 0)
      return target
    case .member: return loadNamed(name, target)
    case .global:
      if context.usesNames, scope.kind == .module { return loadNamed(name, target) }
      let target = target ?? emitter.allocate()
      emitter.emit(.getGlobal, target, wide: emitter.globalCache(bytes(name)))
      return target
    }
  }

  private mutating func loadNamed(_ name: NameID, _ target: Int?) -> Int {
    let target = target ?? emitter.allocate()
    emitter.emit(.getName, target, 0, emitter.constant(name: bytes(name)))
    return target
  }

  /// The name gets what a register holds.
  mutating func store(_ name: NameID, from register: Int) {
    switch scope.binding(name) {
    case .local:
      let own = registers[name] ?? 0
      if own != register { emitter.emit(.move, own, register) }
      noteAssigned(own)
    case .cell: emitter.emit(.setCell, registers[name] ?? 0, register)
    case .free: emitter.emit(.setFree, freeIndices[name] ?? 0, register)
    case .member: emitter.emit(.setName, register, 0, emitter.constant(name: bytes(name)))
    case .global:
      if context.usesNames, scope.kind == .module {
        emitter.emit(.setName, register, 0, emitter.constant(name: bytes(name)))
      } else {
        emitter.emit(.setGlobal, register, wide: emitter.globalCache(bytes(name)))
      }
    }
  }

  /// The name loses its value.
  mutating func delete(_ name: NameID) {
    switch scope.binding(name) {
    case .local:
      let register = registers[name] ?? 0
      needsClear = true
      emitter.emit(.deleteLocal, register)
    case .cell: emitter.emit(.deleteCell, registers[name] ?? 0)
    case .free: emitter.emit(.deleteFree, freeIndices[name] ?? 0)
    case .member: emitter.emit(.deleteName, emitter.nextRegister, 0, emitter.constant(name: bytes(name)))
    case .global:
      if context.usesNames, scope.kind == .module {
        emitter.emit(.deleteName, emitter.nextRegister, 0, emitter.constant(name: bytes(name)))
      } else {
        emitter.emit(.deleteGlobal, emitter.nextRegister, wide: emitter.globalCache(bytes(name)))
      }
    }
  }

  /// The register of a name that is a plain local, so that a value may be computed straight into it.
  func ownRegister(_ name: NameID) -> Int? { scope.binding(name) == .local ? registers[name] : nil }
}
