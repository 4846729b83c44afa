import Tensors

/// The JSON form of `kiln diff`.
struct DiffReport: Encodable {
  /// One output or layer.
  struct Row: Encodable {
    let name: String
    let dtype: String
    let elements: Int
    let equal: Bool
    let differing: Int
    let first: Int?
    let max_abs: Double
    let cosine: Double
    let sqnr_db: Double
    let relative_error: Double

    init(_ entry: Comparison.Entry) {
      name = entry.item.name
      dtype = entry.item.elementType.rawValue
      elements = entry.difference.count
      equal = entry.isEqual
      differing = entry.difference.differing
      first = entry.difference.first
      max_abs = entry.difference.maximum
      cosine = entry.difference.cosine
      sqnr_db = entry.difference.sqnr
      relative_error = entry.difference.relativeError
    }
  }

  let schema = 1
  let a: String
  let b: String
  let equal: Bool
  let first_difference: String?
  let causes: [String]
  let notes: [String]
  let unpaired: [String]
  let layers: [Row]
  let outputs: [Row]

  init(_ comparison: Comparison, a: String, b: String) {
    self.a = a
    self.b = b
    equal = comparison.isEqual
    first_difference = comparison.firstDifference?.item.name
    causes = comparison.causes
    notes = comparison.accountNotes
    unpaired = comparison.unpaired
    layers = comparison.layers.map { Row($0) }
    outputs = comparison.outputs.map { Row($0) }
  }
}
