import Foundation
import FoundationXML
import Testing

/// What holds for every page that the tool writes.
enum PageForm {
  /// Expects a page that is well-formed, needs nothing from elsewhere, runs nothing and knows light and dark.
  static func expect(_ html: String, sourceLocation: SourceLocation = #_sourceLocation) {
    // Only void elements and bare attributes are not XML.
    let closed = html.replacing(#/<(meta [^>]*)>/#) { "<\($0.output.1)/>" }
      .replacing("<!doctype html>", with: "").replacing("<details open>", with: "<details>")
    let parser = XMLParser(data: Data(closed.utf8))
    #expect(
      parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)",
      sourceLocation: sourceLocation)
    for word in ["<script", "http:", "https:", "url(", "@import", "onload", "nan%", "inf%"] {
      #expect(!html.contains(word), "\(word)", sourceLocation: sourceLocation)
    }
    #expect(html.hasPrefix("<!doctype html>"), sourceLocation: sourceLocation)
    #expect(html.contains("prefers-color-scheme:dark"), sourceLocation: sourceLocation)
    #expect(undefinedVariables(in: html).isEmpty, sourceLocation: sourceLocation)
  }

  /// Colours that the style uses and does not set in both themes; `--tone` is set by classes.
  private static func undefinedVariables(in html: String) -> [String] {
    let used = Set(html.matches(of: #/var\((--[a-z]+)\)/#).map { String($0.output.1) })
    return used.filter { name in
      html.components(separatedBy: "\(name):").count - 1 < 2
    }.sorted()
  }
}
