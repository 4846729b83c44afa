/// A serial port that is open: bytes both ways, a speed, two modem outputs.
///
/// Times are `now` and what is added to it: monotonic, only differences mean something. Not for several threads.
package protocol SerialLine: AnyObject {
  /// The path that it was opened by.
  var path: String { get }
  /// Whether DTR and RTS can be set; a plain pseudo-terminal has neither.
  var hasModemLines: Bool { get }
  /// The time on a clock that never goes back.
  var now: Duration { get }

  /// Writes all bytes; returns when the system has taken them, which is before they have left.
  ///
  /// - Throws: `.writeTimeout` at the deadline, with the count that was taken; `.unplugged`.
  func write(_ bytes: [UInt8], until deadline: Duration) throws(SerialError)

  /// The bytes that are there, as soon as there is one; none at the deadline. A deadline that is past only looks.
  ///
  /// - Throws: `.unplugged` once everything that came before has been read.
  func read(until deadline: Duration) throws(SerialError) -> [UInt8]

  /// Sets the speed, bit/s, once what was written has left.
  ///
  /// A pseudo-terminal's other end may see the new speed before it reads the last bytes; see docs/board-terminal.md.
  /// - Throws: `.speedRefused` when the driver takes another speed, more than 3 % off.
  func setBaud(_ rate: Int) throws(SerialError)

  /// Asserts (true) or releases modem outputs, DTR before RTS, one after the other; nil leaves one as it is.
  ///
  /// - Throws: `.noModemLines`.
  func setLines(dtr: Bool?, rts: Bool?) throws(SerialError)

  /// Throws away what has come and was not read.
  func discardInput() throws(SerialError)

  /// Sleeps.
  func wait(until deadline: Duration)

  /// Gives the port back; everything else throws `.unplugged` from then on. Closing twice does nothing.
  func close()
}

/// A serial port with a file descriptor, which a main loop can sleep on.
package protocol DescriptorLine: SerialLine {
  /// The file descriptor, to wait for and nothing else.
  var descriptor: Int32 { get }
}
