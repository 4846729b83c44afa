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

  /// Where the times of models come from: the model's name in, its time out, nil when nobody said.
  package typealias Source = @Sendable (String) -> ChipTime?

  /// Times that were published, and those predicted from them.
  ///
  /// **Source**: facedetect_v3 measured (nncase issue 77), slim320_v4 measured (nncase issue 81); the others
  /// predicted by a cycle model that was fitted on the former, about 5 % for KPU-only networks.
  package static let published: Source = { model in
    switch model {
    case "facedetect_v3": ChipTime(milliseconds: 12.7, isMeasured: true)
    case "slim320_v4": ChipTime(milliseconds: 60, isMeasured: true)
    case "facemask5_v3": ChipTime(milliseconds: 8.9, isMeasured: false)
    case "yolo20_v3": ChipTime(milliseconds: 11.4, isMeasured: false)
    case "maskyolo_v3": ChipTime(milliseconds: 5.3, isMeasured: false)
    case "trash_mbnet_v3": ChipTime(milliseconds: 28.5, isMeasured: false)
    case "person_v3": ChipTime(milliseconds: 28.1, isMeasured: false)
    case "yolov3_2out_v3": ChipTime(milliseconds: 55.2, isMeasured: false)
    default: nil
    }
  }
}
