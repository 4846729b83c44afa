extension RandomScript {
  /// A function of a module of the language, and the kinds that its arguments should be of.
  private struct Member {
    let name: String
    let arguments: [Kind]

    init(_ name: String, _ arguments: Kind...) {
      self.name = name
      self.arguments = arguments
    }
  }

  private static let modules: [(name: String, members: [Member])] = [
    (
      "math",
      [
        Member("modf", .float), Member("frexp", .float), Member("ldexp", .float, .integer),
        Member("pow", .float, .float),
        Member("log", .float, .float), Member("isfinite", .float), Member("copysign", .float, .float),
        Member("gamma", .float),
      ]
    ),
    (
      "cmath",
      [
        Member("sqrt", .float), Member("exp", .float), Member("phase", .float), Member("polar", .float),
        Member("rect", .float, .float),
      ]
    ),
    (
      "struct",
      [
        Member("calcsize", .text), Member("pack", .text, .integer, .integer), Member("unpack", .text, .bytes),
        Member("unpack_from", .text, .bytes, .integer),
        Member("pack_into", .text, .bytearray, .integer, .integer),
      ]
    ),
    ("json", [Member("dumps", .dictionary), Member("dumps", .list), Member("loads", .text)]),
    (
      "re",
      [
        Member("match", .text, .text), Member("search", .text, .text), Member("compile", .text),
        Member("sub", .text, .text, .text),
      ]
    ),
    (
      "binascii",
      [
        Member("hexlify", .bytes), Member("unhexlify", .bytes), Member("a2b_base64", .bytes),
        Member("b2a_base64", .bytes), Member("crc32", .bytes),
      ]
    ),
    ("hashlib", [Member("sha256", .bytes), Member("sha1", .bytes), Member("md5", .text)]),
    (
      "random",
      [
        Member("seed", .integer), Member("getrandbits", .integer), Member("randrange", .integer),
        Member("choice", .list),
      ]
    ),
    ("heapq", [Member("heapify", .list), Member("heappush", .list, .integer), Member("heappop", .list)]),
    (
      "collections",
      [
        Member("namedtuple", .text, .list), Member("OrderedDict", .dictionary),
        Member("deque", .tuple, .integer), Member("OrderedDict", .list),
      ]
    ),
    ("array", [Member("array", .text, .list), Member("array", .text, .bytes), Member("array", .integer)]),
    ("io", [Member("StringIO", .text), Member("BytesIO", .bytes), Member("BytesIO", .integer)]),
    ("zlib", [Member("decompress", .bytes), Member("decompress", .bytes, .integer)]),
    ("gc", [Member("collect"), Member("isenabled"), Member("enable"), Member("collect", .integer)]),
    ("sys", [Member("print_exception", .object), Member("getsizeof", .list), Member("intern", .text)]),
    ("errno", [Member("errorcode", .integer)]),
  ]

  /// A module is imported, and a function of it called: with what it wants, mostly.
  mutating func moduleCall() {
    let module = choices.pick(Self.modules)
    let member = choices.pick(module.members)
    if choices.oneIn(6), !isInFunction { lines("from \(module.name) import *") }
    var arguments = member.arguments.map { kind in
      choices.oneIn(8) ? anything(1) : argument(kind, of: module.name)
    }
    if choices.oneIn(12) { arguments.append(scalar(1)) }
    // Ports differ in which of the two names they have.
    lines("try:", "  import u\(module.name) as m", "except ImportError:", "  import \(module.name) as m")
    lines("r = m.\(member.name)(\(arguments.joined(separator: ", ")))")
    switch choices.pick(5) {
    case 0: lines("print(r)")
    case 1:
      lines(
        "print(r.\(choices.pick(["read", "getvalue", "digest", "group", "popleft", "keys", "close", "readline"]))())"
      )
    case 2:
      lines(
        "print(len(r), \(choices.pick(["r[0]", "list(r)", "r.group(0)", "r(1, 2)", "r.seek(\(integer(1)))", "r.write(\(bytes(1)))"])))"
      )
    case 3:
      lines(
        "r.\(choices.pick(["update", "append", "write", "read", "extend"]))(\(choices.oneIn(2) ? bytes(1) : scalar(1)))"
      )
    default: lines("print(r == \(anything(1)))")
    }
  }

  /// An argument that such a function makes something of.
  private mutating func argument(_ kind: Kind, of module: String) -> String {
    switch (module, kind) {
    case ("struct", .text):
      choices.pick([
        "'<HH'", "'>bQ'", "'@iI'", "'4s'", "'<fd'", "'3B'", "'P'", "''", "'<0s'", "'q'", "'x'", "'99999999s'",
        "'!lL'", "'z'",
      ])
    case ("array", .text):
      choices.pick(["'b'", "'B'", "'h'", "'H'", "'i'", "'I'", "'q'", "'f'", "'d'", "'O'", "'x'", "''"])
    case ("re", .text):
      choices.pick([
        "'a+b'", "'[a-z]+'", "'(.)(.)'", "'^k.*n$'", "'\\\\d+|x'", "'a??'", "'('", "'[^,]*,'", "'(a|b)*c'",
        "''", "'*'", "s0", "'kiln'", "'a,b'",
      ])
    case ("json", .text):
      choices.pick([
        "'{}'", "'[1, 2.5, null]'", "'{\"a\": [true]}'", "'[[[['", "'1e5'", "'\"\\\\u00e9\"'", "'nul'", "''",
        "s2",
      ])
    case ("zlib", .bytes), ("binascii", .bytes):
      choices.pick([
        "b'x\\x9cK\\x04\\x00\\x00b\\x00b'", "b'YQ=='", "b'616'", "b'6162'", "b'\\x00'", "b0", "y0", "b'zz'",
      ])
    case ("collections", .text): choices.pick(["'P'", "''", "'a b'"])
    case ("collections", .list): choices.pick(["['x', 'y']", "[]", "['a', 'a']", "'x y'", "[1]"])
    case ("random", .integer): "\(integer(1)) & 31"
    case ("array", .integer), ("io", .integer): "\(integer(1)) & 63"
    default: expression(kind, 2)
    }
  }
}
