/// What a source text is to be compiled as.
enum SourceMode: Sendable {
  /// A file.
  case module
  /// A prompt's input, whose values are printed.
  case single
  /// Lines pasted at a prompt: any number of statements, whose values are printed.
  case pasted
  /// An expression.
  case expression
}
