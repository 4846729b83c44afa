import Console

/// Shares side by side in one bar, each as long as its part of the whole.
///
/// Colours are the classes of `PageStyle`. What runs over the end fades out.
struct StackedBar {
  /// One share.
  struct Segment {
    /// The class that colours it.
    let name: String
    /// Length, 1 for the whole bar.
    let share: Double
    /// Words that show when it is pointed at, and that are read out.
    let title: String
    /// Whether it is hatched.
    var isEstimate = false
  }

  /// The shares from the left.
  var segments: [Segment] = []
  /// How much there is to share out, where the bar may run beyond it; a line stands there.
  var limit: Double?

  /// The element, with classes of its own beside `stack`.
  func html(class name: String = "") -> String {
    let total = segments.reduce(0) { $0 + $1.share }
    let items = segments.map { segment in
      "<i class=\"\(segment.name)\(segment.isEstimate ? " estimate" : "")\" "
        + "style=\"width:\(percent(segment.share))\" title=\"\(escaped(segment.title))\"></i>"
    }
    let words = segments.map(\.title).joined(separator: ", ")
    let classes = ["stack", name, total > 1.0001 ? "cut" : ""].filter { !$0.isEmpty }
    return "<div class=\"\(classes.joined(separator: " "))\" role=\"img\" aria-label=\"\(escaped(words))\">"
      + marks(total) + items.joined() + "</div>"
  }

  /// The room behind the shares, the line at its end, and what stands out over it.
  private func marks(_ total: Double) -> String {
    guard let limit else { return "" }
    let over =
      total > limit
      ? "<b class=\"over\" style=\"left:\(percent(limit));width:\(percent(min(1, total) - limit))\"></b>" : ""
    return "<b class=\"room\" style=\"width:\(percent(limit))\"></b>"
      + "<b class=\"limit\" style=\"left:\(percent(limit))\"></b>" + over
  }
}

/// A share as a length in CSS, 0 to 100 % or beyond.
func percent(_ share: Double) -> String {
  NumberForm.decimal(max(0, share.isFinite ? share : 0) * 100, places: 2) + "%"
}
