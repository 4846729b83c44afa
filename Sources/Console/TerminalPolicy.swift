/// What may be written to an output stream: colour, a moving bar, how wide.
///
/// The caller looks at the stream and the environment; this value only decides.
public struct TerminalPolicy: Sendable, Equatable {
  /// Escape sequences for colour may be written.
  public let allowsColor: Bool
  /// A line may be redrawn in place.
  public let allowsProgressBar: Bool
  /// Columns of a terminal; `nil` when the output is no terminal and lines may have any length.
  public let width: Int?

  /// Decides for one stream.
  ///
  /// `NO_COLOR` with any text forbids colour (no-color.org); `TERM=dumb` or no terminal forbids colour and bar. The
  /// width is `columns` as the terminal reports it, else the variable `COLUMNS`, else 80; never below 20.
  public init(isTerminal: Bool, environment: [String: String], columns: Int? = nil) {
    let canMove = isTerminal && environment["TERM"] != "dumb"
    allowsProgressBar = canMove
    allowsColor = canMove && (environment["NO_COLOR"] ?? "").isEmpty
    let known = [columns, environment["COLUMNS"].flatMap { Int($0) }].lazy.compactMap { $0 }.first { $0 > 0 }
    width = isTerminal ? max(20, min(known ?? 80, 10_000)) : nil
  }

  /// How a piece of text stands out.
  public enum Style: String, Sendable, CaseIterable {
    /// Heavier.
    case bold = "1"
    /// Fainter.
    case dim = "2"
    /// For errors.
    case red = "31"
    /// For success.
    case green = "32"
    /// For warnings.
    case yellow = "33"
  }

  /// The text between the escape sequences of a style, or the text alone where colour is not allowed.
  public func styled(_ text: String, _ style: Style) -> String {
    allowsColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
