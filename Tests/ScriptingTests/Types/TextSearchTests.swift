import Scripting
import Testing

/// Searching, against the plainest way, and its cost.
struct TextSearchTests {
  @Test(arguments: 1...40)
  func find_agreesWithThePlainestSearch(seed: Int) throws {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    func text(_ limit: Int) -> [Character] { (0..<random(limit)).map { _ in random(4) == 0 ? "b" : "a" } }
    var expressions: [String] = []
    var expected: [String] = []
    for _ in 0..<40 {
      let hay = text(120)
      let needle = text(random(3) == 0 ? 30 : 5)
      let places = (0...max(hay.count - needle.count, 0)).filter {
        Array(hay[$0...].prefix(needle.count)) == needle
      }
      expressions += [
        "'\(String(hay))'.find('\(String(needle))')", "'\(String(hay))'.rfind('\(String(needle))')",
      ]
      expected += ["\(places.first ?? -1)", "\(places.last ?? -1)"]
    }
    #expect(try TestHost.values(of: expressions) == expected)
  }

  @Test func find_takesLinearTimeWhereComparingWouldNot() throws {
    let setup = "h = 'a' * 400000\nn = 'a' * 200000"
    let expressions = [
      "h.find(n + 'b')", "h.rfind('b' + n)", "h.count(n)", "len(h.split(n))", "h.find(n)", "n + 'b' in h",
    ]
    let output = try TestHost.output(
      of: setup + "\n" + expressions.map { "print(\($0))\n" }.joined(), heapByteCount: 4 << 20)
    #expect(output == "-1\n-1\n2\n3\n0\nFalse\n")
  }

  @Test func sizes_areRefusedBeforeTheWork() throws {
    let expressions = [
      "'ab' * (1 << 61)", "bytearray(1 << 60)", "bytes(1 << 60)", "'a'.center(1 << 60)", "'%1000000000d' % 1",
      "'{:1000000000}'.format(1)",
      "'a'.rsplit(',', 1 << 60)",
    ]
    for value in try TestHost.values(of: expressions) {
      #expect(value.hasPrefix("MemoryError memory allocation failed, allocating "))
    }
  }

  @Test func view_looksNoFurtherThanItsArrayWhenThatShrinks() throws {
    let script = """
      a = bytearray(b'abcdef')
      m = memoryview(a)[2:6]
      a[1:6] = b''
      print(len(m), list(m), bytes(m), m == b'')
      a.extend(b'1234567890' * 100)
      print(bytes(m))
      m[0:4] = b'wxyz'
      print(bytes(a[:8]))
      """
    #expect(try TestHost.output(of: script) == "0 [] b'' True\nb'2345'\nb'a1wxyz67'\n")
  }

  @Test func objects_ofAnArrayAreNotBytes() throws {
    let setup = """
      from array import array
      def replace(a, v):
        a[0:1] = v
      """
    let expressions = [
      "array('O', b'12345678')", "array('O', [1]) + b'12345678'", "array('O', [1]).extend(b'12345678')",
      "replace(array('O', [1]), array('q', [8]))", "replace(array('q', [1]), array('O', [8]))",
    ]
    for value in try TestHost.values(of: expressions, before: setup) {
      #expect(value == "ValueError lhs and rhs should be compatible")
    }
  }

  @Test func printing_ofAnObjectMayChangeTheArrayItIsIn() throws {
    let script = """
      from array import array
      class C:
        def __repr__(self):
          a[0:3] = array('O')
          return 'C'
      a = array('O', [C(), 1, 2])
      print(a)
      print(len(a))
      """
    #expect(try TestHost.output(of: script) == "array('O', [C])\n0\n")
  }
}
