/// What the chip itself takes for one inference of a model, first to last layer.
package struct ChipTime: Sendable, Equatable, Codable {
  /// Milliseconds at 400 MHz.
  package let milliseconds: Double
  /// Whether somebody measured it; otherwise a cycle model predicted it.
  package let isMeasured: Bool

  /// A time at 400 MHz.
  package init(milliseconds: Double, isMeasured: Bool) {
    self.milliseconds = milliseconds
    self.isMeasured = isMeasured
  }

  /// Times that somebody measured on a K210, by the names of golden models; nil for others.
  ///
  /// **Source**: nncase issues 77 (facedetect_v3) and 81 (slim320_v4); RFB-320 by its makers
  /// (nncase examples/fast_facedetect).
  package static func measured(_ model: String) -> ChipTime? {
    let milliseconds: Double? =
      switch model {
      case "facedetect_v3": 12.7
      case "slim320_v4": 60
      case "rfb320_b_v4": 164.8
      default: nil
      }
    return milliseconds.map { ChipTime(milliseconds: $0, isMeasured: true) }
  }
}
