import Scripting
import Testing

/// Results that no heap could hold are refused before they are computed: by MemoryError, at once.
struct HugeResultTests {
  private func caught(_ expression: String, heapByteCount: Int = 512 << 10) throws -> String {
    try MachineRun("try:\n \(expression)\n print('made')\nexcept Exception as e: print(type(e).__name__, e)")
    {
      $0.heapByteCount = heapByteCount
    }.output
  }

  @Test(arguments: [
    "1 << (1 << 40)", "1 << 100000000", "-1 << (1 << 61)", "10 ** 10 ** 9", "(1 << 1000) ** (1 << 30)",
    "3 ** (1 << 100)",
    "'a' * 10 ** 12", "'ab' * (1 << 61)", "b'a' * 10 ** 12", "[1] * 10 ** 12",
    "(1, 2) * 10 ** 12",
    "bytearray(1 << 40)", "bytearray(1 << 62)", "bytes(1 << 40)", "'%1000000000d' % 5", "'%.1000000000d' % 5",
    "'%*d' % (10 ** 9, 5)",
    "'{:1000000000d}'.format(5)", "'{:>1000000000}'.format('a')", "'a'.center(10 ** 12)",
    "list(range(1 << 61))", "tuple(range(1 << 61))",
    "sorted(range(1 << 61))", "set(range(1 << 61))", "list(range(10 ** 15))",
    "('a' * 1000).replace('a', 'b' * 100000)", "'a'.join(['b' * 1000] * 10000)",
    "('a' * 100000).join(['b'] * 1000)",
    "[0] * 60000 + [0] * 60000", "dict([(i, i) for i in range(1 << 40)])",
    "__import__('ucollections').deque((), 1 << 40)",
    "__import__('ustruct').pack('1000000000i')", "__import__('uio').BytesIO(1 << 40)",
    "__import__('array').array('d', range(1 << 40))",
    "__import__('uheapq').heapify(list(range(1 << 40)))",
  ])
  func size_isAMemoryError(expression: String) throws {
    let text = try caught(expression)
    #expect(text.hasPrefix("MemoryError memory allocation failed, allocating "), "\(expression): \(text)")
  }

  @Test(arguments: [
    "pow(3, 1 << 61, 7)", "(1 << 61) in range(1 << 62)", "len(range(1 << 61))", "range(1 << 61)[1 << 60]",
    "range(1 << 61)[5:1 << 60:7]",
    "'' * (1 << 62)", "[] * (1 << 62)", "() * (1 << 62)", "0 << (1 << 61)", "1 >> (1 << 61)",
    "1 ** (1 << 61)", "0 ** (1 << 61)",
    "'abc'[:1 << 62]", "[1, 2][-(1 << 62)::1]", "'%.3s' % ('a' * 10000)",
  ])
  func hugeNumbersWithSmallResults_areNone(expression: String) throws {
    #expect(try caught(expression) == "made\n")
  }

  @Test func doublingForEver_endsInAMemoryErrorWithTheSize() throws {
    // 512 KiB hold a string of 262,144 bytes, but not the next one beside it.
    #expect(
      try caught("s = 'a'\n while 1: s += s")
        == "MemoryError memory allocation failed, allocating 524289 bytes\n")
  }
}
