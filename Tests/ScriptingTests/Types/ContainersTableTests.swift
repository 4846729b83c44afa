import Scripting
import Testing

@Suite("Tables")
struct ContainersTableTests {
  /// How keys are made of numbers.
  enum KeyKind: CaseIterable { case integer, text, pair }

  private func key(_ number: Int, _ kind: KeyKind, _ vm: Interpreter) throws -> Value {
    switch kind {
    case .integer: Value(small: number)
    case .text: try vm.newString(Array("key \(number)".utf8))
    case .pair: try vm.newPair(Value(small: number & 7), Value(small: number >> 3))
    }
  }

  @Test(arguments: KeyKind.allCases, [3, 8, 12, 300])
  func dict_randomChanges_agreeWithSwiftsDictionary(kind: KeyKind, keyCount: Int) throws {
    let vm = try ContainersHost.machine()
    let table = try vm.newDict()
    var expected: [Int: Int] = [:]
    var numbers = ContainersNumbers(seed: keyCount)
    for step in 0..<4_000 {
      let number = numbers.next(below: keyCount)
      if numbers.next(below: 3) == 0 {
        let removed = try vm.remove(table, try key(number, kind, vm))
        #expect(removed == expected.removeValue(forKey: number).map { Value(small: $0) } ?? .null)
      } else {
        try vm.set(table, try key(number, kind, vm), Value(small: step))
        expected[number] = step
      }
      #expect(vm.tableCount(table) == expected.count)
    }
    for number in 0..<keyCount {
      let found = try vm.get(table, try key(number, kind, vm))
      #expect(found == expected[number].map { Value(small: $0) } ?? .null)
    }
    #expect(try vm.numbers(try vm.listOf(table).count(vm)) == [expected.count])
  }

  @Test func dict_keys_comeInTheOrderOfInsertion() throws {
    let vm = try ContainersHost.machine()
    let table = try vm.newDict()
    for number in [5, 3, 9, 1, 7] { try vm.set(table, Value(small: number), .none) }
    _ = try vm.remove(table, Value(small: 9))
    try vm.set(table, Value(small: 3), .true)
    try vm.set(table, Value(small: 9), .none)
    #expect(try vm.numbers(table) == [5, 3, 1, 7, 9])
  }

  @Test func dict_changedWhileIterated_endsWithoutTrapping() throws {
    let vm = try ContainersHost.machine()
    let table = try vm.newDict()
    for number in 0..<20 { try vm.set(table, Value(small: number), .none) }
    var seen = 0
    try vm.forEach(table) { key throws(Raised) in
      seen += 1
      _ = try vm.remove(table, key)
      if seen < 100 { try vm.set(table, Value(small: 1_000 + seen), .none) }
    }
    #expect(seen >= 20)
  }
}

extension Value {
  /// A list with the length of a list.
  fileprivate func count(_ vm: Interpreter) throws -> Value { try vm.list([try vm.length(self)]) }
}
