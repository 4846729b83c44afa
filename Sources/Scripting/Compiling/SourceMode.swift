/// What a source text is to be compiled as.
enum SourceMode: Sendable {
  /// A file.
  case module
  /// A prompt's input, whose values are printed.
  case single
  /// An expression.
  case expression
}
