/// Rows of text under titles, laid out for a terminal, a Markdown page or a spreadsheet.
public struct Table: Sendable, Equatable {
  /// On which side a column's cells are filled up.
  public enum Alignment: Sendable, Equatable {
    /// Text; may be cut to fit the width.
    case left
    /// Numbers; never cut while a text column can give way.
    case right
  }

  /// One column.
  public struct Column: Sendable, Equatable {
    /// The title.
    public let title: String
    /// On which side its cells are filled up.
    public let alignment: Alignment

    /// A column, for text unless said otherwise.
    public init(_ title: String, _ alignment: Alignment = .left) {
      self.title = DisplayWidth.singleLine(title)
      self.alignment = alignment
    }
  }

  /// The columns from the left.
  public let columns: [Column]
  /// The cells, exactly one per column in each row.
  public private(set) var rows: [[String]] = []

  /// A table without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row; missing cells are empty, further ones are dropped.
  public mutating func append(_ cells: [String]) {
    let given = cells.prefix(columns.count).map(DisplayWidth.singleLine)
    rows.append(given + [String](repeating: "", count: columns.count - given.count))
  }

  /// Aligned lines with two spaces between columns, each ended by a line feed.
  ///
  /// With `width` no line is wider: text columns are cut with `…`, the widest first, down to 4 columns each; if that
  /// does not do, the lines' ends are cut. No spaces at the ends of lines.
  public func plain(width: Int? = nil) -> String {
    let widths = columnWidths(within: width)
    return ([columns.map(\.title)] + rows).map { cells in
      let line = zip(zip(cells, columns), widths).map { pair, columnWidth in
        Self.padded(DisplayWidth.truncated(pair.0, to: columnWidth), to: columnWidth, pair.1.alignment)
      }.joined(separator: "  ")
      let end = line.lastIndex { $0 != " " }.map { line[...$0] } ?? ""
      return DisplayWidth.truncated(String(end), to: width ?? Int.max) + "\n"
    }.joined()
  }

  /// A Markdown table; bars and backslashes in cells are escaped.
  public var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    func escaped(_ cell: String) -> String {
      cell.reduce(into: "") { result, character in
        if character == "|" || character == "\\" { result.append("\\") }
        result.append(character)
      }
    }
    let rule = columns.map { $0.alignment == .right ? "--:" : "---" }
    return line(columns.map { escaped($0.title) }) + line(rule) + rows.map { line($0.map(escaped)) }.joined()
  }

  /// Comma-separated values with a title line, as RFC 4180 quotes them, with line feeds between lines.
  public var csv: String {
    ([columns.map(\.title)] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" }) else { return cell }
    return "\"" + cell.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  private static func padded(_ cell: String, to width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width - DisplayWidth.of(cell)))
    return alignment == .right ? space + cell : cell + space
  }

  private func columnWidths(within limit: Int?) -> [Int] {
    var widths = columns.map { DisplayWidth.of($0.title) }
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell)) }
    }
    guard let limit else { return widths }
    let texts = columns.indices.filter { columns[$0].alignment == .left && widths[$0] > Self.leastWidth }
    let whole = widths.reduce(2 * max(0, columns.count - 1), +)
    guard whole > limit, let widest = texts.map({ widths[$0] }).max() else { return widths }
    // The highest common bound under which the text columns fit; what the wider ones lose by it is `loss`.
    func loss(_ bound: Int) -> Int { texts.reduce(0) { $0 + max(0, widths[$1] - bound) } }
    var (low, high) = (Self.leastWidth, widest)
    while low < high {
      let middle = (low + high + 1) / 2
      if whole - loss(middle) <= limit { low = middle } else { high = middle - 1 }
    }
    var spare = limit - (whole - loss(low))
    for index in texts where widths[index] > low {
      widths[index] = spare > 0 ? low + 1 : low
      spare -= 1
    }
    return widths
  }

  /// Text columns are not cut to fewer columns than this.
  private static let leastWidth = 4
}
