/// What a script's variable mostly holds; some assignments put something else there.
enum Kind: CaseIterable {
  case integer, float, text, bytes, bytearray, list, tuple, dictionary, set
  case function, generator, type, object, iterator

  /// The kinds that a value of a script may have, more often the usual ones.
  static let values: [Kind] = [
    .integer, .integer, .integer, .text, .text, .list, .list, .float, .tuple, .dictionary, .bytes, .bytearray,
    .set, .object, .iterator, .function, .type,
  ]
  /// The kinds that have items.
  static let collections: [Kind] = [.list, .tuple, .text, .dictionary, .bytes, .set, .bytearray, .iterator]

  /// The global variables of this kind; `RandomScript.prelude` gives them their first values.
  var names: [String] {
    switch self {
    case .integer: ["i0", "i1", "i2", "i3"]
    case .float: ["f0", "f1"]
    case .text: ["s0", "s1", "s2"]
    case .bytes: ["b0", "b1"]
    case .bytearray: ["y0", "y1"]
    case .list: ["l0", "l1", "l2"]
    case .tuple: ["t0", "t1"]
    case .dictionary: ["d0", "d1"]
    case .set: ["u0", "u1"]
    case .function: ["h0", "h1", "h2", "h3"]
    case .generator: ["g0", "g1"]
    case .type: ["C0", "C1", "C2", "C3"]
    case .object: ["o0", "o1", "o2"]
    case .iterator: ["z0", "z1"]
    }
  }
}
