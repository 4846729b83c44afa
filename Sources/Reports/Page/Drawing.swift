import Console

/// Shapes in a unit square, as an SVG that is stretched to whatever room it gets; text stands outside of it.
///
/// (0, 0) is the lower left corner, (1, 1) the upper right one. Strokes keep their width when stretched.
struct Drawing {
  private var shapes = ""

  /// A filled rectangle between two corners, with words that show when it is pointed at.
  mutating func rectangle(
    _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, class name: String, title: String = ""
  ) {
    let width = at(x.upperBound - x.lowerBound)
    let height = at(y.upperBound - y.lowerBound)
    shapes +=
      "<rect class=\"\(name)\" x=\"\(at(x.lowerBound))\" y=\"\(at(1 - y.upperBound))\" width=\"\(width)\" "
      + "height=\"\(height)\">\(titled(title))</rect>"
  }

  /// A filled outline through points.
  mutating func area(_ points: [(x: Double, y: Double)], class name: String) {
    let path = points.map { "\(at($0.x)),\(at(1 - $0.y))" }.joined(separator: " ")
    shapes += "<polygon class=\"\(name)\" points=\"\(path)\"/>"
  }

  /// A line through points.
  mutating func line(_ points: [(x: Double, y: Double)], class name: String) {
    let path = points.map { "\(at($0.x)),\(at(1 - $0.y))" }.joined(separator: " ")
    shapes += "<polyline class=\"line \(name)\" points=\"\(path)\"/>"
  }

  /// A round dot, whatever the stretching.
  mutating func dot(_ x: Double, _ y: Double, class name: String, title: String = "") {
    shapes +=
      "<path class=\"dot \(name)\" d=\"M\(at(x)) \(at(1 - y))h0\">\(titled(title))</path>"
  }

  /// The SVG element; `label` is read out where pictures are not seen.
  func svg(label: String) -> String {
    "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"\(escaped(label))\">"
      + shapes + "</svg>"
  }

  private func titled(_ title: String) -> String {
    title.isEmpty ? "" : "<title>\(escaped(title))</title>"
  }

  private func at(_ value: Double) -> String { NumberForm.decimal(value * 1000, places: 2) }
}

/// A drawing with its axes, their labels as text beside it.
struct Chart {
  /// A mark on an axis or in the drawing; places run from 0 to 1.
  struct Label {
    let text: String
    let place: Double
    var height = 0.0
  }

  var title: String
  var note = ""
  var drawing = Drawing()
  var xLabels: [Label] = []
  var yLabels: [Label] = []
  var labels: [Label] = []
  var xTitle = ""
  var yTitle = ""

  /// The figure element.
  var html: String {
    let vertical = yLabels.map {
      "<span style=\"bottom:\(percent(min(1, $0.place)))\">\(escaped($0.text))</span>"
    }
    let horizontal = xLabels.map {
      "<span style=\"left:\(percent(min(1, $0.place)))\">\(escaped($0.text))</span>"
    }
    let inside = labels.map { label in
      let side =
        label.place > 0.5
        ? "right:\(percent(1 - min(1, label.place)))" : "left:\(percent(min(1, label.place)))"
      return "<b style=\"\(side);bottom:\(percent(min(1, label.height)))\">\(escaped(label.text))</b>"
    }
    return """
      <figure><figcaption><strong>\(escaped(title))</strong> \(escaped(note))</figcaption>
      <div class="plot"><div class="ytitle">\(escaped(yTitle))</div><div class="y">\(vertical.joined())</div>
      <div class="field">\(drawing.svg(label: title))\(inside.joined())</div>
      <div class="x">\(horizontal.joined())</div><div class="xtitle">\(escaped(xTitle))</div></div></figure>

      """
  }
}
