import Scripting
import Testing

@Suite("Lists and tuples")
struct ContainersListTests {
  @Test(arguments: 0..<20)
  func list_randomSliceAssignments_agreeWithSwiftsArray(seed: Int) throws {
    let vm = try ContainersHost.machine()
    let list = try vm.list([])
    var expected: [Int] = []
    var numbers = ContainersNumbers(seed: seed)
    for step in 0..<200 {
      let start = numbers.next(below: expected.count + 1)
      let stop = start + numbers.next(below: expected.count - start + 1)
      let more = (0..<numbers.next(below: 5)).map { $0 + step }
      try vm.setItem(list, try vm.slice(start, stop, nil), try vm.list(more))
      expected.replaceSubrange(start..<stop, with: more)
      try vm.listAppend(list, Value(small: -step))
      expected.append(-step)
      #expect(try vm.length(list) == expected.count)
    }
    #expect(try vm.numbers(list) == expected)
  }

  @Test func list_putIntoItself_isReadBeforeItMoves() throws {
    let vm = try ContainersHost.machine()
    let list = try vm.list([1, 2, 3])
    try vm.setItem(list, try vm.slice(1, 2, nil), list)
    #expect(try vm.numbers(list) == [1, 1, 2, 3, 3])
  }

  /// A slice of `[0, 1, 2, 3, 4]` and what MicroPython 1.11 prints for it.
  struct SliceCase: Sendable {
    let start: Int?
    let stop: Int?
    let step: Int?
    let expected: [Int]

    init(_ start: Int?, _ stop: Int?, _ step: Int?, _ expected: [Int]) {
      (self.start, self.stop, self.step, self.expected) = (start, stop, step, expected)
    }
  }

  @Test(arguments: [
    SliceCase(nil, nil, nil, [0, 1, 2, 3, 4]), SliceCase(1, -1, nil, [1, 2, 3]), SliceCase(9, nil, nil, []),
    SliceCase(nil, nil, 2, [0, 2, 4]), SliceCase(nil, nil, -1, [4, 3, 2, 1, 0]), SliceCase(3, 0, -2, [3, 1]),
    SliceCase(-9, 2, nil, [0, 1]), SliceCase(4, 1, nil, []), SliceCase(nil, Int.max >> 1, Int.max >> 1, [0]),
  ])
  func list_slice_takesWhatMicroPythonTakes(slice: SliceCase) throws {
    let vm = try ContainersHost.machine()
    let bounds = try vm.slice(slice.start, slice.stop, slice.step)
    #expect(try vm.numbers(try vm.getItem(try vm.list([0, 1, 2, 3, 4]), bounds)) == slice.expected)
    #expect(try vm.numbers(try vm.getItem(try vm.newRange(0, 5, 1), bounds)) == slice.expected)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 16, 17, 1_000], [false, true])
  func sort_ofIntegers_agreesWithSwifts(count: Int, isReversed: Bool) throws {
    let vm = try ContainersHost.machine()
    var numbers = ContainersNumbers(seed: count)
    let values = (0..<count).map { _ in numbers.next(below: 500) - 250 }
    let list = try vm.list(values)
    try vm.sortList(list, key: .null, isReversed: isReversed)
    #expect(try vm.numbers(list) == (isReversed ? values.sorted(by: >) : values.sorted()))
  }

  @Test(arguments: [2, 9, 300])
  func sort_ofStrings_isByBytes(count: Int) throws {
    let vm = try ContainersHost.machine()
    var numbers = ContainersNumbers(seed: count)
    let texts = (0..<count).map { _ in
      String(repeating: "é", count: numbers.next(below: 6)) + "\(numbers.next(below: 90))"
    }
    let list = try vm.newList(try texts.map { try vm.newString(Array($0.utf8)) })
    try vm.sortList(list, key: .null, isReversed: false)
    var sorted: [[UInt8]] = []
    try vm.forEach(list) { sorted.append(vm.bytes($0)) }
    #expect(sorted == texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test(arguments: [10, 300])
  func sort_ofPairs_isByFirstThenSecond(count: Int) throws {
    let vm = try ContainersHost.machine()
    var numbers = ContainersNumbers(seed: count)
    let pairs = (0..<count).map { (numbers.next(below: 9), $0) }
    let list = try vm.newList(try pairs.map { try vm.newPair(Value(small: $0.0), Value(small: $0.1)) })
    try vm.sortList(list, key: .null, isReversed: true)
    var seconds: [Int] = []
    try vm.forEach(list) { pair throws(Raised) in seconds.append(try vm.getItem(pair, Value(small: 1)).small)
    }
    #expect(seconds == pairs.sorted { $0 > $1 }.map(\.1))
  }

  @Test func list_appendedToWhileIterated_givesWhatIsAdded() throws {
    let vm = try ContainersHost.machine()
    let list = try vm.list([1, 2])
    var seen: [Int] = []
    try vm.forEach(list) { item throws(Raised) in
      seen.append(item.small)
      if item.small < 6 { try vm.listAppend(list, Value(small: item.small + 2)) }
    }
    #expect(seen == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test func tuple_equality_isByItems() throws {
    let vm = try ContainersHost.machine()
    let pair = try vm.newPair(Value(small: 1), try vm.newString(Array("two".utf8)))
    let other = try vm.newTuple([Value(small: 1), try vm.newString(Array("two".utf8))])
    #expect(try vm.isEqual(pair, other))
    #expect(try !vm.isEqual(pair, try vm.newTuple([Value(small: 1)])))
    #expect(try !vm.isEqual(pair, try vm.list([1])))
  }

  @Test(arguments: [(0, 10, 3), (5, -5, -2), (0, 0, 1), (3, 4, 100), (Int.max - 1, Int.max, 1)])
  func range_length_isHowManyItGives(start: Int, stop: Int, step: Int) throws {
    let vm = try ContainersHost.machine()
    #expect(
      try vm.length(try vm.newRange(start, stop, step))
        == Array(stride(from: start, to: stop, by: step)).count)
  }

  @Test func string_iterator_givesCharacters() throws {
    let vm = try ContainersHost.machine()
    var characters: [String] = []
    try vm.forEach(try vm.newString(Array("aé€😀".utf8))) {
      characters.append(String(decoding: vm.bytes($0), as: UTF8.self))
    }
    #expect(characters == ["a", "é", "€", "😀"])
  }
}
