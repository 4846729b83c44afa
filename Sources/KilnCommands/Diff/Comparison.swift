import Console
import Glibc
package import Tensors

/// What the comparison of two runs found.
package struct Comparison {
  /// One output or layer, compared.
  package struct Entry {
    package let item: ComparedItem
    package let difference: Difference
    /// Whether the byte counts agree.
    package let hasSameSize: Bool

    /// Equal to the last byte.
    package var isEqual: Bool { hasSameSize && item.a == item.b }
  }

  package let layers: [Entry]
  package let outputs: [Entry]
  package let accountNotes: [String]
  package let unpaired: [String]

  package init(_ sides: DiffSides) {
    layers = sides.layers.map { Self.compare($0) }
    outputs = sides.outputs.map { Self.compare($0) }
    accountNotes = sides.accountNotes
    unpaired = sides.unpaired
  }

  /// Whether all that both sides have is equal, and both have the same.
  package var isEqual: Bool { unpaired.isEmpty && (layers + outputs).allSatisfy { $0.isEqual } }

  /// The first layer that differs, or the first output when no layers were compared.
  package var firstDifference: Entry? {
    (layers.isEmpty ? outputs : layers).first { !$0.isEqual } ?? outputs.first { !$0.isEqual }
  }

  private static func compare(_ item: ComparedItem) -> Entry {
    let shape = item.shape ?? Shape([])
    let a = Tensor(elementType: item.elementType, shape: shape, bytes: item.a)
    let b = Tensor(elementType: item.elementType, shape: shape, bytes: item.b)
    return Entry(
      item: item, difference: Difference(a.floats, b.floats, log10: { Glibc.log10($0) }),
      hasSameSize: item.a.count == item.b.count)
  }

  /// What can cause the first difference, most telling first; facts of the runs before guesses from values.
  package var causes: [String] {
    guard let first = firstDifference else { return [] }
    var causes = accountNotes.map { "the runs differ: \($0)" }
    guard first.hasSameSize else {
      return causes + [
        "\(first.item.name) has \(first.item.a.count) bytes in A, \(first.item.b.count) in B: other shapes, or a "
          + "dump in the chip's padded layout"
      ]
    }
    if first.item.isByValue {
      let compared = layers.isEmpty ? outputs : layers
      let worst =
        compared.filter { $0.item.isByValue }.min { $0.difference.sqnr < $1.difference.sqnr } ?? first
      let ratio = NumberForm.decimal(worst.difference.sqnr, places: 1)
      return causes + [
        "quantisation: the sides hold their numbers in different codes; the lowest SQNR, \(ratio) dB, is at "
          + "\(worst.item.name)"
      ]
    }
    switch DifferenceEvidence.find(
      first.item.a, first.item.b, elementType: first.item.elementType, shape: first.item.shape)
    {
    case .transposedLayout:
      causes.append("layout: the values are equal in HWC instead of CHW order")
    case .swappedColors:
      causes.append("colour order: first and third plane are swapped (RGB against BGR; try --color bgr)")
    case .permuted:
      causes.append("layout: both hold the same values in another order")
    case .offByOne:
      causes.append("rounding rule: no value differs by more than one step (try --rounding v3 and v4)")
    case .none:
      if accountNotes.isEmpty { causes += guesses(first) }
    }
    return causes
  }

  /// Where to look when the values show no pattern.
  private func guesses(_ first: Entry) -> [String] {
    guard let index = layers.firstIndex(where: { !$0.isEqual }) else {
      return ["unknown without layers: compare folders written with --layers-dir"]
    }
    if index == 0 {
      return [
        "the input: how the picture was fitted (--fit), its colour order (--color) or its range; "
          + "the first layer differs already"
      ]
    }
    return ["\(first.item.name) itself: all layers before it are equal, so its input was the same"]
  }
}
