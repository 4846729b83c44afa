/// The run loop.
///
/// `continue` goes to the next instruction; leaving the `switch` means that `raised` holds an exception, for
/// which a handler is looked for below. What is common and quick is here, the rest in functions that answer
/// null for an exception.
extension Interpreter {
  /// Runs until the frame that was entered last ends; null if an exception left it.
  @inline(never)
  func run(instruction: Int, base: Int, function: Int) -> Value {
    let memory = self.memory
    let heap = self.heap
    let isSingle = self.isSingle
    var ip = instruction
    var base = base
    var function = function
    var (code, registers, constants, caches) = view(function, base)

    if !pendingException.isNull {
      raised = pendingException
      pendingException = .null
      guard unwind(instruction: ip, base: base, function: function) else { return .null }
      (ip, base, function) = handler()
      (code, registers, constants, caches) = view(function, base)
    }
    while true {
      let word = Instruction(bits: memory[ip])
      ip &+= 8
      let a = word.a
      switch word.opcode {
      case .move:
        registers[a] = registers[word.b]
        continue
      case .constant:
        registers[a] = memory[value: constants &+ word.wide &* 8]
        continue
      case .small:
        registers[a] = Value(small: word.wide)
        continue
      case .fixed:
        registers[a] = Value(bits: UInt64(truncatingIfNeeded: word.wide))
        continue
      case .clear:
        for index in a..<(a &+ word.b) { registers[index] = .null }
        continue
      case .checkBound:
        if !registers[a].isNull { continue }
        unboundLocal(code, a)
      case .deleteLocal:
        if !registers[a].isNull {
          registers[a] = .null
          continue
        }
        unboundLocal(code, a)

      // MARK: Cells
      case .makeCell:
        let cell = newCell(word.b == 0 ? registers[a] : .null)
        if cell.isNull { break }
        registers[a] = cell
        continue
      case .getCell:
        let value = memory[value: registers[word.b].address &+ 8]
        if value.isNull {
          unboundLocal(code, word.b)
          break
        }
        registers[a] = value
        continue
      case .setCell:
        memory[value: registers[a].address &+ 8] = registers[word.b]
        continue
      case .deleteCell:
        if memory[registers[a].address &+ 8] == 0 {
          unboundLocal(code, a)
          break
        }
        memory[registers[a].address &+ 8] = 0
        continue
      case .getFree:
        let cell = Int(memory[function &+ FunctionLayout.cells &+ word.b &* 8])
        let value = memory[value: cell &+ 8]
        if value.isNull {
          unboundLocal(code, nil)
          break
        }
        registers[a] = value
        continue
      case .setFree:
        let cell = Int(memory[function &+ FunctionLayout.cells &+ a &* 8])
        memory[value: cell &+ 8] = registers[word.b]
        continue
      case .deleteFree:
        let cell = Int(memory[function &+ FunctionLayout.cells &+ a &* 8])
        if memory[cell &+ 8] == 0 {
          unboundLocal(code, nil)
          break
        }
        memory[cell &+ 8] = 0
        continue

      // MARK: Globals
      case .getGlobal:
        let cache = caches &+ word.wide &* CacheLayout.byteCount
        let globals = Int(memory[function &+ FunctionLayout.globals])
        let place = Int(truncatingIfNeeded: memory[cache &+ CacheLayout.key])
        if place < tableUsed(globals) {
          let entry = entryAddress(globals, place)
          if memory[entry] == memory[cache &+ CacheLayout.name] {
            registers[a] = memory[value: entry &+ 8]
            continue
          }
        }
        if memory[cache &+ CacheLayout.epoch] == memory[globals &+ TableLayout.version],
          memory[cache &+ CacheLayout.slot] == UInt64(truncatingIfNeeded: globals)
        {
          let entry = entryAddress(
            builtins.address, Int(truncatingIfNeeded: memory[cache &+ CacheLayout.target]))
          if memory[entry] == memory[cache &+ CacheLayout.name] {
            registers[a] = memory[value: entry &+ 8]
            continue
          }
        }
        let value = getGlobal(globals, cache)
        if value.isNull { break }
        registers[a] = value
        continue
      case .setGlobal:
        let cache = caches &+ word.wide &* CacheLayout.byteCount
        let globals = Int(memory[function &+ FunctionLayout.globals])
        let place = Int(truncatingIfNeeded: memory[cache &+ CacheLayout.key])
        if place < tableUsed(globals) {
          let entry = entryAddress(globals, place)
          if memory[entry] == memory[cache &+ CacheLayout.name] {
            memory[value: entry &+ 8] = registers[a]
            continue
          }
        }
        if setGlobal(globals, cache, registers[a]) { continue }
      case .deleteGlobal:
        if deleteGlobal(function, caches &+ word.wide &* CacheLayout.byteCount) {
          clearRegisters(from: base &+ a &* 8)
          continue
        }
      case .getName:
        let value = getName(registers[word.b], memory[value: constants &+ word.c &* 8], function)
        if value.isNull { break }
        registers[a] = value
        continue
      case .setName:
        if setName(registers[word.b], memory[value: constants &+ word.c &* 8], registers[a]) { continue }
      case .deleteName:
        if deleteName(registers[word.b], memory[value: constants &+ word.c &* 8]) {
          clearRegisters(from: base &+ a &* 8)
          continue
        }

      // MARK: Arithmetic
      case .add:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0 {
          let (sum, overflow) = Int64(bitPattern: left.bits).addingReportingOverflow(
            Int64(bitPattern: right.bits &- 1))
          if !overflow {
            registers[a] = Value(bits: UInt64(bitPattern: sum))
            continue
          }
        } else if left.isImmediateFloat, right.isImmediateFloat {
          let result = makeFloat(
            left.immediateFloat(isSingle: isSingle) + right.immediateFloat(isSingle: isSingle), isSingle, heap
          )
          if result.isNull { break }
          registers[a] = result
          continue
        }
        let result = arithmetic(.add, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .subtract:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0 {
          let (difference, overflow) = Int64(bitPattern: left.bits).subtractingReportingOverflow(
            Int64(bitPattern: right.bits &- 1))
          if !overflow {
            registers[a] = Value(bits: UInt64(bitPattern: difference))
            continue
          }
        } else if left.isImmediateFloat, right.isImmediateFloat {
          let result = makeFloat(
            left.immediateFloat(isSingle: isSingle) - right.immediateFloat(isSingle: isSingle), isSingle, heap
          )
          if result.isNull { break }
          registers[a] = result
          continue
        }
        let result = arithmetic(.subtract, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .multiply:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0 {
          let (product, overflow) = left.small.multipliedReportingOverflow(
            by: Int(truncatingIfNeeded: Int64(bitPattern: right.bits &- 1)))
          if !overflow {
            registers[a] = Value(bits: UInt64(bitPattern: Int64(product)) | 1)
            continue
          }
        } else if left.isImmediateFloat, right.isImmediateFloat {
          let result = makeFloat(
            left.immediateFloat(isSingle: isSingle) * right.immediateFloat(isSingle: isSingle), isSingle, heap
          )
          if result.isNull { break }
          registers[a] = result
          continue
        }
        let result = arithmetic(.multiply, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .divide:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.isImmediateFloat, right.isImmediateFloat {
          let divisor = right.immediateFloat(isSingle: isSingle)
          if divisor != 0 {
            let result = makeFloat(left.immediateFloat(isSingle: isSingle) / divisor, isSingle, heap)
            if result.isNull { break }
            registers[a] = result
            continue
          }
        }
        let result = arithmetic(.divide, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .floorDivide:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0, right.small > 0 {
          registers[a] = Value(small: Interpreter.floorDivision(left.small, right.small).quotient)
          continue
        }
        let result = arithmetic(.floorDivide, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .modulo:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0, right.small > 0 {
          registers[a] = Value(small: Interpreter.floorDivision(left.small, right.small).remainder)
          continue
        }
        let result = arithmetic(.modulo, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .and:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0 {
          registers[a] = Value(bits: left.bits & right.bits)
          continue
        }
        let result = arithmetic(.and, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .or:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0 {
          registers[a] = Value(bits: left.bits | right.bits)
          continue
        }
        let result = arithmetic(.or, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .xor:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0 {
          registers[a] = Value(bits: (left.bits ^ right.bits) | 1)
          continue
        }
        let result = arithmetic(.xor, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .shiftLeft:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0, let shifted = shiftedLeft(left.small, right.small) {
          registers[a] = Value(small: shifted)
          continue
        }
        let result = arithmetic(.shiftLeft, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .shiftRight:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0, right.small >= 0 {
          registers[a] = Value(small: left.small >> right.small)
          continue
        }
        let result = arithmetic(.shiftRight, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .power:
        let result = arithmetic(.power, registers[word.b], registers[word.c])
        if result.isNull { break }
        registers[a] = result
        continue
      case .addNumber:
        let left = registers[word.b]
        if left.isSmall {
          let (sum, overflow) = Int64(bitPattern: left.bits).addingReportingOverflow(Int64(word.signedC) &* 2)
          if !overflow {
            registers[a] = Value(bits: UInt64(bitPattern: sum))
            continue
          }
        }
        let result = arithmeticNumber(.add, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .subtractNumber:
        let left = registers[word.b]
        if left.isSmall {
          let (difference, overflow) = Int64(bitPattern: left.bits).subtractingReportingOverflow(
            Int64(word.signedC) &* 2)
          if !overflow {
            registers[a] = Value(bits: UInt64(bitPattern: difference))
            continue
          }
        }
        let result = arithmeticNumber(.subtract, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .multiplyNumber:
        let left = registers[word.b]
        if left.isSmall {
          let (product, overflow) = left.small.multipliedReportingOverflow(by: word.signedC &* 2)
          if !overflow {
            registers[a] = Value(bits: UInt64(bitPattern: Int64(product)) | 1)
            continue
          }
        }
        let result = arithmeticNumber(.multiply, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .andNumber:
        let left = registers[word.b]
        if left.isSmall {
          registers[a] = Value(small: left.small & word.signedC)
          continue
        }
        let result = arithmeticNumber(.and, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .shiftLeftNumber:
        let left = registers[word.b]
        if left.isSmall, let shifted = shiftedLeft(left.small, word.signedC) {
          registers[a] = Value(small: shifted)
          continue
        }
        let result = arithmeticNumber(.shiftLeft, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .shiftRightNumber:
        let left = registers[word.b]
        if left.isSmall, word.signedC >= 0 {
          registers[a] = Value(small: left.small >> word.signedC)
          continue
        }
        let result = arithmeticNumber(.shiftRight, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .floorDivideNumber:
        let left = registers[word.b]
        if left.isSmall, word.signedC > 0 {
          registers[a] = Value(small: Interpreter.floorDivision(left.small, word.signedC).quotient)
          continue
        }
        let result = arithmeticNumber(.floorDivide, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .moduloNumber:
        let left = registers[word.b]
        if left.isSmall, word.signedC > 0 {
          registers[a] = Value(small: Interpreter.floorDivision(left.small, word.signedC).remainder)
          continue
        }
        let result = arithmeticNumber(.modulo, left, word)
        if result.isNull { break }
        registers[a] = result
        continue
      case .inPlace:
        let left = registers[word.b]
        let right = registers[word.c]
        if left.bits & right.bits & 1 != 0, word.x == Int(ArithmeticOperator.add.rawValue) {
          let (sum, overflow) = Int64(bitPattern: left.bits).addingReportingOverflow(
            Int64(bitPattern: right.bits &- 1))
          if !overflow {
            registers[a] = Value(bits: UInt64(bitPattern: sum))
            continue
          }
        }
        let result = inPlace(word.x, left, right)
        if result.isNull { break }
        registers[a] = result
        continue
      case .unary:
        let result = unaryOrNull(word.x, registers[word.b])
        if result.isNull { break }
        registers[a] = result
        continue
      case .not:
        let truth = truthOrNull(registers[word.b])
        if truth.isNull { break }
        registers[a] = truth == .true ? .false : .true
        continue

      // MARK: Comparisons and jumps
      case .compare:
        let result = compareOrNull(word.x, registers[word.b], registers[word.c])
        if result.isNull { break }
        registers[a] = result
        continue
      case .isSame:
        registers[a] = Value(isSame(registers[word.b], registers[word.c]) == (word.x == 0))
        continue
      case .contains:
        let result = containsOrNull(registers[word.c], registers[word.b])
        if result.isNull { break }
        registers[a] = Value((result == .true) == (word.x == 0))
        continue
      case .jump:
        ip &+= word.wide &* 8
        continue
      case .loop:
        let fuel = memory[HeapLayout.fuel] &- 1
        memory[HeapLayout.fuel] = fuel
        if Int64(bitPattern: fuel) > 0 || poll(unusedFrom: base &+ a &* 8) { continue }
      case .jumpIfTrue:
        let value = registers[a]
        if value == .true {
          ip &+= word.wide &* 8
          continue
        }
        if value == .false || value == .none { continue }
        let truth = truthOrNull(value)
        if truth.isNull { break }
        if truth == .true { ip &+= word.wide &* 8 }
        continue
      case .jumpIfFalse:
        let value = registers[a]
        if value == .true { continue }
        if value == .false || value == .none {
          ip &+= word.wide &* 8
          continue
        }
        let truth = truthOrNull(value)
        if truth.isNull { break }
        if truth == .false { ip &+= word.wide &* 8 }
        continue
      case .jumpLess:
        let result = ordered(.less, registers[a], registers[word.b], isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpGreater:
        let result = ordered(.greater, registers[a], registers[word.b], isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpEqual:
        let result = ordered(.equal, registers[a], registers[word.b], isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpLessEqual:
        let result = ordered(.lessEqual, registers[a], registers[word.b], isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpGreaterEqual:
        let result = ordered(.greaterEqual, registers[a], registers[word.b], isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpNotEqual:
        let result = ordered(.notEqual, registers[a], registers[word.b], isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpLessNumber:
        let result = ordered(.less, registers[a], Value(small: word.signedB), isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpGreaterNumber:
        let result = ordered(.greater, registers[a], Value(small: word.signedB), isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpEqualNumber:
        let result = ordered(.equal, registers[a], Value(small: word.signedB), isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpLessEqualNumber:
        let result = ordered(.lessEqual, registers[a], Value(small: word.signedB), isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpGreaterEqualNumber:
        let result = ordered(.greaterEqual, registers[a], Value(small: word.signedB), isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpNotEqualNumber:
        let result = ordered(.notEqual, registers[a], Value(small: word.signedB), isSingle)
        if result.isNull { break }
        if (result == .true) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue
      case .jumpSame:
        if isSame(registers[a], registers[word.b]) == (word.x != 0) { ip &+= word.signedC &* 8 }
        continue

      // MARK: Items and attributes
      case .getItem:
        let object = registers[word.b]
        let index = registers[word.c]
        if index.isSmall, object.isObject {
          let position = index.small
          let kind = memory.kind(object.address)
          if kind == .list {
            let count = memory[value: object.address &+ ListLayout.count].small
            let place = position < 0 ? position &+ count : position
            if UInt(bitPattern: place) < UInt(bitPattern: count) {
              let storage = Int(memory[object.address &+ ListLayout.storage]) &+ StorageLayout.start
              registers[a] = memory[value: storage &+ place &* 8]
              continue
            }
          } else if kind == .tuple {
            let count = Int(memory[object.address &+ 8])
            let place = position < 0 ? position &+ count : position
            if UInt(bitPattern: place) < UInt(bitPattern: count) {
              registers[a] = memory[value: object.address &+ TupleLayout.start &+ place &* 8]
              continue
            }
          }
        }
        let result = getItemOrNull(object, index)
        if result.isNull { break }
        registers[a] = result
        continue
      case .setItem:
        let object = registers[a]
        let index = registers[word.b]
        if index.isSmall, object.isObject, memory.kind(object.address) == .list {
          let position = index.small
          let count = memory[value: object.address &+ ListLayout.count].small
          let place = position < 0 ? position &+ count : position
          if UInt(bitPattern: place) < UInt(bitPattern: count) {
            let storage = Int(memory[object.address &+ ListLayout.storage]) &+ StorageLayout.start
            memory[value: storage &+ place &* 8] = registers[word.c]
            continue
          }
        }
        if setItemOrFalse(object, index, registers[word.c]) { continue }
      case .deleteItem:
        if deleteItemOrFalse(registers[a], registers[word.b]) { continue }
      case .getAttribute:
        let object = registers[word.b]
        let cache = caches &+ word.c &* CacheLayout.byteCount
        if object.isObject, memory.kind(object.address) == .instance {
          let shape = memory[object.address &+ InstanceLayout.shape]
          if shape == memory[cache &+ CacheLayout.key], memory[cache &+ CacheLayout.epoch] == epoch,
            shape != 0
          {
            let slots = Int(memory[object.address &+ InstanceLayout.slots])
            registers[a] = memory[value: slots &+ Int(memory[cache &+ CacheLayout.slot])]
            continue
          }
        }
        let result = getAttribute(object, cache)
        if result.isNull { break }
        registers[a] = result
        continue
      case .setAttribute:
        let object = registers[a]
        let cache = caches &+ word.c &* CacheLayout.byteCount
        if object.isObject, memory.kind(object.address) == .instance {
          let shape = memory[object.address &+ InstanceLayout.shape]
          if shape == memory[cache &+ CacheLayout.key], memory[cache &+ CacheLayout.epoch] == epoch,
            shape != 0
          {
            let slots = Int(memory[object.address &+ InstanceLayout.slots])
            let slot = Int(memory[cache &+ CacheLayout.slot])
            let target = memory[cache &+ CacheLayout.target]
            if target == 0 {
              memory[value: slots &+ slot] = registers[word.b]
              continue
            }
            if slots != 0, slot < Int(memory[slots &+ 8]) &* 8 &+ StorageLayout.start {
              memory[value: slots &+ slot] = registers[word.b]
              memory[object.address &+ InstanceLayout.shape] = target
              continue
            }
          }
        }
        if setAttribute(object, cache, registers[word.b]) { continue }
      case .deleteAttribute:
        if deleteAttributeOrFalse(registers[a], memory[value: constants &+ word.b &* 8]) { continue }
      case .getMethod:
        let object = registers[word.b]
        let cache = caches &+ word.c &* CacheLayout.byteCount
        let key =
          object.isObject
          ? (memory.kind(object.address) == .instance
            ? memory[object.address &+ InstanceLayout.shape]
            : UInt64(memory.kind(object.address).rawValue) &<< 1 | 1)
          : 1
        if key == memory[cache &+ CacheLayout.key], memory[cache &+ CacheLayout.epoch] == epoch, key != 0 {
          registers[a] = memory[value: cache &+ CacheLayout.target]
          registers[a &+ 1] = object
          continue
        }
        if getMethod(object, cache, base &+ a &* 8) { continue }

      // MARK: Calls
      case .call, .callMethod:
        var callee = registers[a]
        var start = base &+ a &* 8 &+ 8
        var count = word.b
        if word.opcode == .callMethod {
          if registers[a &+ 1].isNull { start &+= 8 } else { count &+= 1 }
        } else if callee.isObject, memory.kind(callee.address) == .boundMethod {
          let inner = memory[value: callee.address &+ 8]
          if inner.isObject, memory.kind(inner.address) == .function {
            registers[a] = memory[value: callee.address &+ 16]
            start &-= 8
            count &+= 1
            callee = inner
          }
        }
        if callee.isObject {
          let kind = memory.kind(callee.address)
          var mode = FrameMode.call
          var subject = Value.null
          var target = callee
          if kind == .type, word.c == 0 {
            // A class of the script's with an __init__ of the script's.
            let initializer = plainInitializer(callee)
            if !initializer.isNull {
              let instance = newInstance(callee)
              if instance.isNull { break }
              start &-= 8
              memory[value: start] = instance
              count &+= 1
              mode = FrameMode.constructor
              subject = instance
              target = initializer
            }
          }
          if kind == .function || mode == FrameMode.constructor {
            let newCode = Int(memory[target.address &+ FunctionLayout.code])
            if word.c != 0
              || memory[newCode &+ CodeLayout.plainArguments] != UInt64(truncatingIfNeeded: count)
            {
              let arranged = arrangeOrNull(target, start, count, word.c)
              if arranged.isNull { break }
              if arranged != .true {
                registers[a] = arranged
                continue
              }
            }
            let top = start &+ Int(memory[newCode &+ CodeLayout.registerCount]) &* 8
            guard hasRoom(top) else { break }
            enterFrame(
              target.address, top: top, mode: mode, subject: subject, instruction: ip, base: base,
              function: function)
            (function, base) = (target.address, start)
            (code, registers, constants, caches) = view(function, base)
            ip = Int(memory[code &+ CodeLayout.instructions]) &+ StorageLayout.start
            let fuel = memory[HeapLayout.fuel] &- 1
            memory[HeapLayout.fuel] = fuel
            if Int64(bitPattern: fuel) > 0 || poll(unusedFrom: base &+ parameterCount(code) &* 8) { continue }
            break
          }
        }
        let result = callOrNull(callee, start, count, word.c, base)
        if result.isNull { break }
        registers[a] = result
        if Int64(bitPattern: memory[HeapLayout.fuel]) > 0 || poll(unusedFrom: base &+ a &* 8 &+ 8) {
          continue
        }
        // What there was no room for is garbage; a thread whose slice is over keeps its result.
        if !isLeaving { registers[a] = .none }
      case .callSpread:
        let result = callSpread(base &+ a &* 8)
        if result.isNull { break }
        registers[a] = result
        continue
      case .returnValue, .returnNone:
        let result = word.opcode == .returnValue ? registers[a] : .none
        let frame = Int(memory[HeapLayout.frame]) &- FrameLayout.byteCount
        let mode = memory[frame &+ FrameLayout.mode]
        if mode == FrameMode.native { return result }
        if mode == FrameMode.resumed {
          finishGenerator(frame, result)
          return .none
        }
        if mode == FrameMode.constructor, result != .none {
          raised = typeError("__init__() should return None, not '\(typeName(result))'").value
          break
        }
        (ip, base, function) = leaveFrame(frame)
        (code, registers, constants, caches) = view(function, base)
        if mode == FrameMode.call {
          registers[Instruction(bits: memory[ip &- 8]).a] = result
        } else if mode == FrameMode.constructor {
          registers[Instruction(bits: memory[ip &- 8]).a] = memory[value: frame &+ FrameLayout.subject]
        } else {
          // A generator in a `for` has ended: on behind the loop.
          memory[memory[value: frame &+ FrameLayout.subject].address &+ GeneratorLayout.state] = 3
        }
        continue
      case .makeFunction:
        let result = makeFunction(word, constants, base, function)
        if result.isNull { break }
        registers[a] = result
        continue
      case .buildClass:
        registers[a] = lookup(builtins, name: name(.buildClass))
        continue

      // MARK: Building
      case .buildTuple:
        let result = buildTuple(base &+ word.b &* 8, word.c)
        if result.isNull { break }
        registers[a] = result
        continue
      case .buildList:
        let result = buildList(base &+ word.b &* 8, word.c)
        if result.isNull { break }
        registers[a] = result
        continue
      case .buildSet:
        let result = buildSet(base &+ word.b &* 8, word.c)
        if result.isNull { break }
        registers[a] = result
        continue
      case .buildDict:
        let result = buildDict(base &+ word.b &* 8, word.c)
        if result.isNull { break }
        registers[a] = result
        continue
      case .buildSlice:
        let result = buildSlice(registers[word.b], registers[word.b &+ 1], registers[word.b &+ 2])
        if result.isNull { break }
        registers[a] = result
        continue
      case .appendList:
        if appendOrFalse(registers[a], registers[word.b]) { continue }
      case .addSet:
        if addOrFalse(registers[a], registers[word.b]) { continue }
      case .extendList:
        if extendOrFalse(registers[a], registers[word.b]) { continue }
      case .mergeKeywords:
        if mergeOrFalse(registers[a], registers[word.b]) { continue }
      case .unpack:
        let source = registers[word.b]
        if source.isObject, memory.kind(source.address) == .tuple, Int(memory[source.address &+ 8]) == word.c,
          word.c != 0
        {
          for index in 0..<word.c {
            registers[a &+ index] = memory[value: source.address &+ TupleLayout.start &+ index &* 8]
          }
          continue
        }
        if unpack(source, base &+ a &* 8, word.c) { continue }
      case .unpackStar:
        if unpackStar(registers[word.b], base &+ a &* 8, word.c, behind: word.x) { continue }

      // MARK: Iteration
      case .getIterator:
        let result = iteratorOrNull(registers[word.b])
        if result.isNull { break }
        registers[a] = result
        continue
      case .next:
        let fuel = memory[HeapLayout.fuel] &- 1
        memory[HeapLayout.fuel] = fuel
        if Int64(bitPattern: fuel) <= 0,
          !poll(unusedFrom: word.x == 255 ? .max : base &+ word.x &* 8, again: true)
        {
          break
        }
        let iterator = registers[a]
        if iterator.isObject, memory.kind(iterator.address) == .iterator {
          let form = Header(bits: memory[iterator.address]).aux
          if form == IteratorForm.list.rawValue {
            let list = memory[value: iterator.address &+ 8].address
            let place = memory[value: iterator.address &+ 16].small
            if place < memory[value: list &+ ListLayout.count].small {
              let storage = Int(memory[list &+ ListLayout.storage]) &+ StorageLayout.start
              registers[word.b] = memory[value: storage &+ place &* 8]
              memory[iterator.address &+ 16] &+= 2
              ip &+= word.signedC &* 8
            }
            continue
          }
        } else if iterator.isObject, memory.kind(iterator.address) == .generator,
          memory[iterator.address &+ GeneratorLayout.state] < 2
        {
          // The generator runs in this very loop.
          let generator = iterator.address
          let start = Int(memory[HeapLayout.top])
          let count = GeneratorLayout.registerCount(memory, generator)
          guard hasRoom(start &+ count &* 8) else { break }
          let isBegun = memory[generator &+ GeneratorLayout.state] == 1
          memory[generator &+ GeneratorLayout.state] = 2
          memory.copy(from: generator &+ GeneratorLayout.registers, to: start, byteCount: count &* 8)
          let other = Int(memory[generator &+ GeneratorLayout.function])
          enterFrame(
            other, top: start &+ count &* 8, mode: FrameMode.loop, subject: iterator, instruction: ip,
            base: base,
            function: function)
          (ip, base, function) = (Int(memory[generator &+ GeneratorLayout.instruction]), start, other)
          (code, registers, constants, caches) = view(function, base)
          if isBegun { setSent(ip, base, .none) }
          continue
        }
        let item = nextOrNull(iterator)
        if item.isNull {
          if hasRaised { break }
          continue
        }
        registers[word.b] = item
        ip &+= word.signedC &* 8
        continue
      case .nextNumber:
        let fuel = memory[HeapLayout.fuel] &- 1
        memory[HeapLayout.fuel] = fuel
        if Int64(bitPattern: fuel) <= 0,
          !poll(unusedFrom: word.x == 255 ? .max : base &+ word.x &* 8, again: true)
        {
          break
        }
        let number = registers[a]
        if number.bits & registers[a &+ 1].bits & 1 == 0 {
          let item = nextOddNumber(base &+ a &* 8)
          if hasRaised { break }
          if item.isNull { continue }
          registers[word.b] = item
          ip &+= word.signedC &* 8
          continue
        }
        let step = Int64(bitPattern: registers[a &+ 2].bits)
        let stop = Int64(bitPattern: registers[a &+ 1].bits)
        let current = Int64(bitPattern: number.bits)
        if step > 0 ? current < stop : current > stop {
          registers[word.b] = number
          let (sum, overflow) = current.addingReportingOverflow(step &- 1)
          registers[a] = overflow ? registers[a &+ 1] : Value(bits: UInt64(bitPattern: sum))
          ip &+= word.signedC &* 8
        }
        continue

      // MARK: Imports
      case .importModule:
        let result = importOrNull(memory[value: constants &+ word.wide &* 8], function, registers[a], word.x)
        if result.isNull { break }
        registers[a] = result
        continue
      case .importName:
        let result = importedName(registers[word.b], memory[value: constants &+ word.c &* 8])
        if result.isNull { break }
        registers[a] = result
        continue
      case .importAll:
        if importAll(
          registers[a], word.x != 0 ? registers[0] : memory[value: function &+ FunctionLayout.globals])
        {
          continue
        }

      // MARK: Exceptions
      case .raise: raiseValue(registers[a])
      case .reraise: raised = registers[a]
      case .raiseNothing: raised = fault(.RuntimeError, "no active exception to reraise").value
      case .raiseAssertion:
        raised =
          word.b == 0 ? fault(.AssertionError).value : fault(.AssertionError, value: registers[a]).value
      case .matches:
        let result = matchesOrNull(registers[word.b], registers[word.c])
        if result.isNull { break }
        registers[a] = result
        continue
      case .exceptionTriple:
        let exception = registers[word.b]
        registers[a] = type(of: exception)
        registers[a &+ 1] = exception
        registers[a &+ 2] = .none
        continue

      // MARK: Generators
      case .yield, .yieldFrom:
        var value = registers[a]
        var waitsAt = ip
        if word.opcode == .yieldFrom {
          value = delegate(registers[word.b], registers[word.c])
          if value.isNull {
            if hasRaised { break }
            registers[a] = delegated
            continue
          }
          // This instruction once more when the generator is resumed.
          registers[word.c] = .none
          waitsAt = ip &- 8
        }
        let frame = Int(memory[HeapLayout.frame]) &- FrameLayout.byteCount
        suspend(memory[value: frame &+ FrameLayout.subject].address, at: waitsAt, base: base)
        if memory[frame &+ FrameLayout.mode] == FrameMode.resumed { return value }
        (ip, base, function) = leaveFrame(frame)
        (code, registers, constants, caches) = view(function, base)
        let resumer = Instruction(bits: memory[ip &- 8])
        registers[resumer.b] = value
        ip &+= resumer.signedC &* 8
        continue
      case .printResult:
        if printResult(registers[a]) { continue }
      }

      // An exception: to the handler, or out.
      guard unwind(instruction: ip, base: base, function: function) else { return .null }
      (ip, base, function) = handler()
      (code, registers, constants, caches) = view(function, base)
    }
  }
}
