/// The part of a page that a program writes, between two marks.
package struct MarkedSection: Sendable {
  /// The line before it.
  package let opening: String
  /// The line after it.
  package let closing: String

  /// The part of a name: `<!-- name: begin -->` to `<!-- name: end -->`.
  package init(_ name: String) {
    opening = "<!-- \(name): begin -->"
    closing = "<!-- \(name): end -->"
  }

  /// The page with other text between the marks, or nil if it lacks one of them.
  package func replaced(in page: String, by text: String) -> String? {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0 == opening }),
      let last = lines[first...].firstIndex(where: { $0 == closing })
    else { return nil }
    let trimmed = text.split(separator: "\n", omittingEmptySubsequences: false)
      .reversed().drop { $0.isEmpty }.reversed()
    return (lines[...first] + [""] + trimmed + [""] + lines[last...]).joined(separator: "\n")
  }
}
