/// Names in columns, as a board lists them after Tab.
///
/// **Source**: the end of `mp_repl_autocomplete` in `py/repl.c` of MicroPython 1.11.
enum NameColumns {
  private static let columnWidth = 16
  private static let lineWidth = 64

  /// The names, at least two blanks between them; begins and ends with LF.
  static func text(_ names: [[UInt8]]) -> [UInt8] {
    var text: [UInt8] = []
    // The first name begins a line.
    var width = lineWidth
    for name in names {
      var gap = (columnWidth - width % columnWidth) % columnWidth
      if gap < 2 { gap += columnWidth }
      if width + gap + name.count <= lineWidth {
        text += Array(repeating: UInt8(ascii: " "), count: gap) + name
        width += gap + name.count
      } else {
        text += [0x0A] + name
        width = name.count
      }
    }
    return text + [0x0A]
  }
}
