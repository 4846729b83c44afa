import Console

/// The command line that the user typed, to be typed again with an option that helps.
package struct RetryCommand {
  /// The words behind the program's name.
  package private(set) var words: [String]

  /// The short forms of options that are replaced.
  private static let shortForms = ["--baud": "-b", "--board": "-B", "--port": "-p"]

  /// The present command line unless another one is given.
  package init(_ words: [String] = Array(CommandLine.arguments.dropFirst())) { self.words = words }

  /// The same with an option set to a value, whether it was there or not.
  package func with(_ option: String, _ value: String) -> RetryCommand {
    let rest = without(option)
    return RetryCommand(rest.optionWords + [option, value] + rest.otherWords)
  }

  /// The same without an option that has a value, in its long and its short form.
  package func without(_ option: String) -> RetryCommand {
    let short = Self.shortForms[option]
    var words: [String] = []
    var skipsNext = false
    for word in optionWords {
      if skipsNext {
        skipsNext = false
      } else if word == option || word == short {
        skipsNext = true
      } else if !word.hasPrefix(option + "="), short.map({ !word.hasPrefix($0) }) ?? true {
        words.append(word)
      }
    }
    return RetryCommand(words + otherWords)
  }

  /// The same with a flag, once.
  package func with(_ flag: String) -> RetryCommand {
    optionWords.contains(flag) ? self : RetryCommand(optionWords + [flag] + otherWords)
  }

  /// What stands before `--`, behind which no word is an option.
  private var optionWords: [String] { Array(words.prefix { $0 != "--" }) }
  private var otherWords: [String] { Array(words.drop { $0 != "--" }) }

  /// As a shell takes it.
  package var text: String { (["kiln"] + words).map { ShellWord.quoted($0) }.joined(separator: " ") }
}
