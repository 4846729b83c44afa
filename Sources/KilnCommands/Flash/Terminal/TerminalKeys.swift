/// What the keys of a serial terminal mean: nearly all go to the board, two are the terminal's own.
///
/// Ctrl-C, Ctrl-D, arrow keys and everything else a program on the board may want pass through.
package struct TerminalKeys {
  /// Something that the user wants.
  package enum Action: Equatable, Sendable {
    /// Send these bytes to the board.
    case send([UInt8])
    /// Leave.
    case exit
    /// Show what the keys do.
    case help
    /// Have the board start anew.
    case reset
    /// Turn the log on or off.
    case toggleLog
    /// Turn times in front of lines on or off.
    case toggleTimestamps
    /// Turn hexadecimal numbers on or off.
    case toggleHexadecimal
    /// Turn the echo of what is typed on or off.
    case toggleEcho
    /// A key behind the prefix that means nothing.
    case unknown(UInt8)
  }

  /// Ctrl-], as in telnet and miniterm.
  package static let exitKey: UInt8 = 0x1D
  /// Ctrl-T, miniterm's menu key; twice sends it, before Ctrl-] sends that.
  package static let prefixKey: UInt8 = 0x14

  /// The two lines that are shown at the start and as help.
  package static let shortHelp = "Ctrl-] ends, Ctrl-T then h helps"
  /// All keys, a line each.
  package static let help = """
    Ctrl-]         end
    Ctrl-T h       this help
    Ctrl-T r       reset the board
    Ctrl-T l       log on or off (--log FILE)
    Ctrl-T t       times in front of lines on or off
    Ctrl-T x       hexadecimal on or off
    Ctrl-T e       echo of what you type on or off
    Ctrl-T q       end, as Ctrl-]
    Ctrl-T Ctrl-T  send Ctrl-T; Ctrl-T Ctrl-] sends Ctrl-]
    All other keys go to the board, Ctrl-C and Ctrl-D too.
    """

  private var isBehindPrefix = false

  /// No key pressed yet.
  package init() {}

  /// What the user wants by these bytes, in order; a prefix may be in one call and its key in the next.
  package mutating func actions(_ bytes: [UInt8]) -> [Action] {
    var actions: [Action] = []
    var sent: [UInt8] = []
    func flush() {
      if !sent.isEmpty { actions.append(.send(sent)) }
      sent = []
    }
    for byte in bytes {
      if isBehindPrefix {
        isBehindPrefix = false
        if byte == Self.prefixKey || byte == Self.exitKey {
          sent.append(byte)
        } else {
          flush()
          actions.append(Self.action(behindPrefix: byte))
        }
      } else if byte == Self.prefixKey {
        isBehindPrefix = true
      } else if byte == Self.exitKey {
        flush()
        actions.append(.exit)
      } else {
        sent.append(byte)
      }
    }
    flush()
    return actions
  }

  private static func action(behindPrefix byte: UInt8) -> Action {
    // Ctrl may still be held: Ctrl-H is 8 as h is 0x68.
    switch byte | 0x60 {
    case UInt8(ascii: "h"), UInt8(ascii: "?") | 0x60: .help
    case UInt8(ascii: "r"): .reset
    case UInt8(ascii: "l"): .toggleLog
    case UInt8(ascii: "t"): .toggleTimestamps
    case UInt8(ascii: "x"): .toggleHexadecimal
    case UInt8(ascii: "e"): .toggleEcho
    case UInt8(ascii: "q"): .exit
    default: .unknown(byte)
    }
  }
}

/// Text from a pipe as the Enter key would have sent it.
package struct PipedText {
  private var wasReturn = false

  /// Nothing read yet.
  package init() {}

  /// The bytes with each line feed, with or without a carriage return in front, as one carriage return.
  ///
  /// MaixPy's prompt takes a carriage return for the end of a line, and only that.
  package mutating func keys(_ bytes: [UInt8]) -> [UInt8] {
    var keys: [UInt8] = []
    for byte in bytes {
      if byte != 0x0A { keys.append(byte) } else if !wasReturn { keys.append(0x0D) }
      wasReturn = byte == 0x0D
    }
    return keys
  }
}
