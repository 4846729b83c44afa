/// Pieces that every page is made of.
enum PageParts {
  /// The whole document; `body` is HTML.
  ///
  /// Light or dark as the reader's system says; no scripts, nothing from elsewhere.
  static func document(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
    <title>\(escaped(title))</title><style>\(PageStyle.css)</style></head><body>
    \(body)
    </body></html>

    """
  }

  /// Figures in large type, each with its name and a remark.
  static func tiles(_ tiles: [(name: String, value: String, note: String)]) -> String {
    let items = tiles.map {
      "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd><dd class=\"sub\">\(escaped($0.note))</dd></div>"
    }
    return "<dl class=\"tiles\">\(items.joined())</dl>"
  }

  /// What the colours mean; a class beside its words.
  static func legend(_ items: [(name: String, words: String)]) -> String {
    let list = items.map { "<li><i class=\"\($0.name)\"></i>\(escaped($0.words))</li>" }
    return "<ul class=\"legend\">\(list.joined())</ul>"
  }

  /// The name of a file without its folders.
  static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }
}
