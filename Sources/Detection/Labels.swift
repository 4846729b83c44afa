/// The names of a network's classes, in the order of its outputs.
public struct Labels: Sendable, Equatable {
  /// One name per class.
  public let names: [String]

  /// Takes names that are already apart.
  public init(names: [String]) { self.names = names }

  /// Reads one name per line.
  ///
  /// Lines end in LF or CRLF, spaces and tabs around a name are dropped, blank lines at the end too. A blank line
  /// between others is a class without a name. There are no comments: `#` belongs to the name.
  public init(text: String) {
    let body = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    var names = body.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(Self.trimmed)
    while names.last?.isEmpty == true { names.removeLast() }
    self.names = names
  }

  /// The name of a class, or `class 7` when the list has none for it.
  public func name(of index: Int) -> String {
    guard names.indices.contains(index), !names[index].isEmpty else { return "class \(index)" }
    return names[index]
  }

  /// The number of the class with exactly this name; the first of equal names.
  public func index(of name: String) -> Int? { names.firstIndex(of: name) }

  private static func trimmed(_ line: Substring) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    let start = line.drop(while: isBlank)
    return String(start.reversed().drop(while: isBlank).reversed())
  }
}
