import Console
import Testing

@Suite("Table")
struct TableTests {
  private var table: Table

  init() {
    table = Table([.init("Layer"), .init("MACs", .right), .init("Note")])
    table.append(["conv", "1,000", "first"])
    table.append(["全连接", "20", ""])
  }

  @Test("text left, numbers right, nothing at the ends of lines")
  func plain() {
    #expect(table.plain() == "Layer    MACs  Note\nconv    1,000  first\n全连接     20\n")
  }

  @Test("missing cells are empty, further ones dropped, control characters harmless")
  func cells() {
    var table = Table([.init("a"), .init("b")])
    table.append(["1"])
    table.append(["1", "2", "3"])
    table.append(["x\ny", "\u{1B}[31m"])
    #expect(table.rows == [["1", ""], ["1", "2"], ["x y", " [31m"]])
  }

  @Test("the widest text column gives way first, numbers last")
  func narrow() {
    var table = Table([.init("Name"), .init("Size", .right), .init("Path")])
    table.append(["abcdefgh", "123456", "abcdefghijklmnopqrst"])
    #expect(table.plain(width: 30) == "Name        Size  Path\nabcdefgh  123456  abcdefghijk…\n")
    #expect(table.plain(width: 22) == "Name      Size  Path\nabcde…  123456  abcde…\n")
    #expect(table.plain(width: 23) == "Name       Size  Path\nabcdef…  123456  abcde…\n")
    #expect(table.plain(width: 18) == "Name    Size  Path\nabc…  123456  abc…\n")
    #expect(table.plain(width: 10) == "Name    S…\nabc…  123…\n")
  }

  @Test("no line is wider than asked", arguments: [0, 1, 5, 12, 20, 1000])
  func widths(width: Int) {
    var wide = table
    wide.append([
      String(repeating: "猫", count: 400), String(repeating: "9", count: 300),
      String(repeating: "x", count: 500),
    ])
    for line in wide.plain(width: width).split(separator: "\n") {
      #expect(DisplayWidth.of(line) <= width)
    }
  }

  @Test("Markdown escapes its own signs")
  func markdown() {
    var table = Table([.init("a|b"), .init("n", .right)])
    table.append(["c\\d", "1"])
    #expect(table.markdown == "| a\\|b | n |\n| --- | --: |\n| c\\\\d | 1 |\n")
  }

  @Test("CSV quotes commas and quotes")
  func csv() {
    var table = Table([.init("name"), .init("n", .right)])
    table.append(["a,b", "1"])
    table.append(["say \"x\"", "2"])
    #expect(table.csv == "name,n\n\"a,b\",1\n\"say \"\"x\"\"\",2\n")
  }

  @Test("a table without columns or rows is no trouble")
  func empty() {
    var nothing = Table([])
    nothing.append(["x"])
    #expect(nothing.plain(width: 10) == "\n\n")
    #expect(Table([.init("only")]).plain() == "only\n")
  }
}
