/// Exceptions that our own code raises.
extension Interpreter {
  /// An exception of a built-in class with a text.
  @inline(never)
  package func fault(_ name: ExceptionName, _ text: String) -> Raised { fault(name, Array(text.utf8)) }

  /// An exception of a built-in class with a text.
  @inline(never)
  package func fault(_ name: ExceptionName, _ text: [UInt8]) -> Raised {
    let depth = heap.enterEmergency()
    defer { heap.leaveEmergency(depth) }
    do {
      let argument = try newString(text)
      return Raised(try newException(exceptionType(name), [argument]))
    } catch {
      return error
    }
  }

  /// An exception of a built-in class with a value.
  package func fault(_ name: ExceptionName, value: Value) -> Raised {
    let depth = heap.enterEmergency()
    defer { heap.leaveEmergency(depth) }
    do {
      return Raised(try newException(exceptionType(name), [value]))
    } catch {
      return error
    }
  }

  /// An exception of a built-in class without arguments.
  package func fault(_ name: ExceptionName) -> Raised {
    let depth = heap.enterEmergency()
    defer { heap.leaveEmergency(depth) }
    do {
      return Raised(try newException(exceptionType(name), []))
    } catch {
      return error
    }
  }

  /// `TypeError`.
  package func typeError(_ text: String) -> Raised { fault(.TypeError, text) }
  /// `ValueError`.
  package func valueError(_ text: String) -> Raised { fault(.ValueError, text) }
  /// `IndexError`.
  package func indexError(_ text: String) -> Raised { fault(.IndexError, text) }
  /// `OverflowError`.
  package func overflowError(_ text: String) -> Raised { fault(.OverflowError, text) }
  /// `OSError` with a number.
  package func osError(_ number: Int) -> Raised { fault(.OSError, value: Value(small: number)) }
  /// `StopIteration`, with a value unless it is `None`.
  func stopIteration(_ value: Value) -> Raised {
    value == .none || value.isNull ? fault(.StopIteration) : fault(.StopIteration, value: value)
  }

  /// `MemoryError`, as an allocation of so many bytes raises it.
  @inline(never)
  package func memoryError(_ byteCount: Int) -> Raised {
    // Not even its own text may find room: then there is one that was made before.
    guard !isMakingMemoryError else {
      memory[lastResort.address + ExceptionLayout.traceback] = 0
      return Raised(lastResort)
    }
    isMakingMemoryError = true
    defer { isMakingMemoryError = false }
    if heap.lockDepth > 0 { return fault(.MemoryError, "memory allocation failed, heap is locked") }
    if let ownRefusal, ownRefusal.byteCount == byteCount { return fault(.MemoryError, ownRefusal.text) }
    return fault(.MemoryError, "memory allocation failed, allocating \(byteCount) bytes")
  }

  /// The class of a built-in exception.
  func exceptionType(_ name: ExceptionName) -> Value { exceptionTypes[name.place] }

  /// A new exception.
  func newException(_ type: Value, _ arguments: [Value]) throws(Raised) -> Value {
    let tuple = try newTuple(arguments)
    return try newException(type, arguments: tuple)
  }

  /// A new exception.
  func newException(_ type: Value, arguments: Value) throws(Raised) -> Value {
    let address = try allocate(.exception, byteCount: ExceptionLayout.byteCount, boardByteCount: 32)
    memory[value: address + ExceptionLayout.type] = type
    memory[value: address + ExceptionLayout.arguments] = arguments
    memory[value: address + ExceptionLayout.traceback] = .null
    return Value(address: address)
  }
}

extension Heap {
  /// Above all that can be allocated.
  static let emergencyTrigger = Int.max / 2

  /// Lets an exception be made although memory is out; what to give to `leaveEmergency`.
  func enterEmergency() -> Int {
    defer { boardTrigger = Heap.emergencyTrigger }
    return boardTrigger
  }

  /// Has the limits count again.
  func leaveEmergency(_ before: Int) { boardTrigger = before }
}
