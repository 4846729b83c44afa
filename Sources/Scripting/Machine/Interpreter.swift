/// MicroPython's machine: objects, types, modules and the run loop, for one script or one session at a
/// prompt.
///
/// It prints, reads and waits through its `ScriptHost` alone. It never traps, whatever the script: errors are
/// the script's exceptions.
package final class Interpreter {
  /// What it was made with.
  package let configuration: ScriptConfiguration
  /// What is around it.
  package let host: any ScriptHost
  /// The arena's words.
  package let memory: Memory
  let heap: Heap
  /// Whether floats are single-precision.
  let isSingle: Bool
  /// Whether it collects more often than it must (`ScriptConfiguration.collectionPeriod`).
  let isStressed: Bool
  /// Safe points until that happens again.
  @safe @exclusivity(unchecked) var safePointsLeft: Int

  // Tables of Swift's things, which objects name by place.
  let bodies = NativeBodies()
  /// Names of the functions of ours, by place.
  @safe @exclusivity(unchecked) var nativeNames: [[UInt8]] = []
  /// Classes of objects by `ObjectKind`.
  @safe @exclusivity(unchecked) var kindTypes: [Value]
  /// Values of `Name` in order.
  @safe @exclusivity(unchecked) var names: [Value] = []
  /// Values that native code keeps over calls into the script.
  let kept: KeptValues
  /// Built-in names.
  @safe @exclusivity(unchecked) var builtins = Value.null
  /// `sys.modules`.
  @safe @exclusivity(unchecked) var modules = Value.null
  /// Built-in modules that are made when first imported.
  @safe @exclusivity(unchecked) var moduleMakers: [[UInt8]: ModuleMaker] = [:]
  /// Classes of built-in exceptions by `ExceptionName`.
  @safe @exclusivity(unchecked) var exceptionTypes: [Value] = []
  /// Classes that are not of a kind of their own, by `BuiltinClass`.
  @safe @exclusivity(unchecked) var builtinClasses: [BuiltinClass: Value] = [:]
  /// Changes whenever a cache of attributes could be wrong.
  @safe @exclusivity(unchecked) var epoch: UInt64 = 1

  /// The registers, frames and what else a thread of the script has.
  @safe @exclusivity(unchecked) var fibre: Fibre
  /// The thread that the host started.
  let mainFibre: Fibre
  /// Set while a thread's run of the loop is to end between two instructions; `redoes` says whether the last
  /// one is to be done again.
  @safe @exclusivity(unchecked) var isLeaving = false
  @safe @exclusivity(unchecked) var redoes = false
  /// Threads that wait for their turn.
  @safe @exclusivity(unchecked) var waiting: [Fibre] = []
  /// Steps of iterations that may be native code's.
  @safe @exclusivity(unchecked) var nativeSteps: UInt64 = 0
  /// Nested runs of the loop: native code that calls the script.
  @safe @exclusivity(unchecked) var nesting = 0
  /// State of modules that Swift keeps, by module.
  @safe @exclusivity(unchecked) package var moduleStates: [String: AnyObject] = [:]
  /// Why the script ends although nothing was raised.
  @safe @exclusivity(unchecked) var ending: ScriptEnding?
  /// What calls functions of the script at times of its own; nil if nothing does.
  @safe @exclusivity(unchecked) package var alarms: (any ScriptAlarms)?
  /// Functions that `micropython.schedule` and timers left to be called, with arguments.
  @safe @exclusivity(unchecked) var scheduled: [(function: Value, argument: Value)] = []
  /// The exception that is under way; null if none is.
  @safe @exclusivity(unchecked) var raised = Value.null
  /// An exception that comes in where a generator waits.
  @safe @exclusivity(unchecked) var pendingException = Value.null
  /// What the generator that ended last returned.
  @safe @exclusivity(unchecked) var stopValue = Value.none
  /// The result of the `yield from` that ended last.
  @safe @exclusivity(unchecked) var delegated = Value.none
  /// A MemoryError for when there is no room for another one.
  @safe @exclusivity(unchecked) var lastResort = Value.null
  @safe @exclusivity(unchecked) var isMakingMemoryError = false
  /// What MemoryError says when the last large object of a module's own finds no room, and how large it is.
  @safe @exclusivity(unchecked) package var ownRefusal: (byteCount: Int, text: String)?
  /// `__build_class__`.
  @safe @exclusivity(unchecked) var classBuilder = Value.null
  /// `__init__` of classes of ours, for classes that derive from them.
  @safe @exclusivity(unchecked) var nativeInitializer = Value.null
  /// `__next__` of iterators of ours.
  @safe @exclusivity(unchecked) var builtinNext = Value.null
  /// The dict of `__main__`.
  @safe @exclusivity(unchecked) var mainGlobals = Value.null
  /// `sys.path` and `sys.argv`.
  @safe @exclusivity(unchecked) var systemPath = Value.null
  @safe @exclusivity(unchecked) var systemArguments = Value.null
  /// The last text that was no program, for people to see.
  @safe @exclusivity(unchecked) var lastRefusal: RefusedSource?

  /// A machine with its built-in types and modules.
  package init(configuration: ScriptConfiguration, host: any ScriptHost) throws(ScriptStartError) {
    let arenaByteCount = min(max(configuration.heapByteCount, 1 << 20), 1 << 30) * 16 + (64 << 20)
    guard let arena = Arena(byteCount: arenaByteCount) else {
      throw ScriptStartError.noMemory(byteCount: arenaByteCount)
    }
    self.configuration = configuration
    self.host = host
    // Of the area, one byte for four blocks is the allocation table, one for eight the finalisers' (py/gc.c).
    let capacity = configuration.heapByteCount * 256 / 259
    heap = Heap(arena: arena, capacity: capacity)
    memory = arena.memory
    kept = KeptValues(arena.memory)
    isSingle = configuration.floatWidth == .single
    isStressed = configuration.collectionPeriod > 0
    safePointsLeft = configuration.collectionPeriod
    kindTypes = Array(repeating: .null, count: ObjectKind.allCases.count)
    let fibre = Fibre(
      start: HeapLayout.stacks, byteCount: HeapLayout.stacksByteCount / 4,
      depthLimit: configuration.callDepthLimit)
    self.fibre = fibre
    mainFibre = fibre
    memory[HeapLayout.frame] = UInt64(fibre.start)
    memory[HeapLayout.top] = UInt64(fibre.registers)
    memory[HeapLayout.registerLimit] = UInt64(fibre.registers)
    // Nested runs of the loop take a frame each as well.
    memory[HeapLayout.frameLimit] = UInt64(fibre.registers - FrameLayout.byteCount)
    do {
      try start()
    } catch {
      throw ScriptStartError.heapTooSmall(byteCount: configuration.heapByteCount)
    }
  }
}

/// A machine could not be made.
package enum ScriptStartError: Error, Equatable {
  /// The host refused the arena.
  case noMemory(byteCount: Int)
  /// The built-in modules alone do not fit.
  case heapTooSmall(byteCount: Int)
}

/// A script ends from outside or by `sys.exit` of the host.
enum ScriptEnding { case stopped }

/// What makes a built-in module: fills its dict.
package typealias ModuleMaker = (Interpreter, ModuleBuilder) throws(Raised) -> Void
