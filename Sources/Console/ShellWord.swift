/// A word of a command line as a POSIX shell takes it.
public enum ShellWord {
  /// The text itself where a shell leaves it alone, else in single quotes.
  public static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      // Bytes above ASCII are letters of other scripts.
      default: byte >= 0x80 || "_-./:,+@%=".utf8.contains(byte)
      }
    }
    if isPlain, !text.isEmpty { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
