import Console

/// `FILE@ADDRESS` on the command line.
package struct FlashFileArgument: Equatable {
  /// The file, with folders.
  package let path: String
  /// Where it goes in flash.
  package let address: UInt32

  /// Splits at the last `@`.
  ///
  /// - Throws: a failure with exit code 2 that says what is missing.
  package init(_ argument: String) throws(CommandFailure) {
    let file = argument.lastIndex(of: "@").map { argument[..<$0] } ?? argument[...]
    let example = "give the address in flash: \(ShellWord.quoted("\(file)@0x300000"))"
    guard let mark = argument.lastIndex(of: "@"), mark != argument.startIndex else {
      throw CommandFailure(.usage, "\(argument): no address; must be FILE@ADDRESS", hints: [example])
    }
    let text = String(argument[argument.index(after: mark)...])
    guard let value = ByteCountArgument(argument: text), let address = UInt32(exactly: value.bytes) else {
      throw CommandFailure(
        .usage, "\(argument): '\(text)' is no address; must be 0 to 0xFFFFFFFF, as 0x300000, 3145728 or 3M",
        hints: [example])
    }
    path = String(argument[..<mark])
    self.address = address
  }
}
