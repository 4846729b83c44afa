/// A JSON text (RFC 8259) read with the liberties that hand-written files take.
///
/// Beyond the standard it takes a byte order mark, commas behind the last element and bare hexadecimal numbers
/// (`0x00300000`), and reports each. Nesting and size are bounded.
public struct LenientJSON: Sendable, Equatable {
  /// A liberty that a text takes.
  public enum Liberty: Sendable, Equatable, Hashable {
    /// The bytes EF BB BF at the start.
    case byteOrderMark
    /// A number such as `0x1000` without quotes.
    case bareHexadecimal
    /// A comma before a closing bracket.
    case trailingComma
    /// A name that occurs twice in one object; the last one counts.
    case repeatedName(String)
  }

  /// A liberty and where it was taken.
  public struct Oddity: Sendable, Equatable {
    /// Which one.
    public let liberty: Liberty
    /// Line of the text, from 1.
    public let line: Int
  }

  /// Why a text is refused.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Line of the text, from 1.
    public let line: Int
    /// Found and expected.
    public let reason: String

    /// A failure at a line; for those who give a text's values their meaning.
    public init(line: Int, reason: String) { (self.line, self.reason) = (line, reason) }

    /// One line with the place.
    public var description: String { "line \(line): \(reason)" }
  }

  /// Largest text that is read.
  public static let byteLimit = 1 << 20
  /// Deepest nesting of objects and lists.
  public static let depthLimit = 16

  /// The outermost value.
  public let root: JSONNode
  /// Liberties in the order of the text.
  public let oddities: [Oddity]

  /// Reads a text in UTF-8.
  ///
  /// - Parameter allowsComments: whether `//` and `#` begin comments that go to the end of their line.
  public init(_ bytes: some Collection<UInt8>, allowsComments: Bool = false) throws(Failure) {
    guard bytes.count <= Self.byteLimit else {
      throw Failure(line: 1, reason: "\(bytes.count) bytes; at most \(Self.byteLimit) are read")
    }
    var parser = LenientJSONParser(Array(bytes), allowsComments: allowsComments)
    root = try parser.parse()
    oddities = parser.oddities
  }
}
