import KilnCommands
import Testing

@Suite("Byte counts on the command line")
struct ByteCountArgumentTests {
  @Test(
    "decimal, hexadecimal and units are one number",
    arguments: [
      ("3145728", 3_145_728), ("0x300000", 3_145_728), ("0X300000", 3_145_728), ("3M", 3_145_728),
      ("1k", 1024),
      ("2K", 2048), ("1g", 1 << 30), ("0", 0),
    ])
  func numbers(text: String, bytes: Int) {
    #expect(ByteCountArgument(argument: text)?.bytes == bytes)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "M", "0x", "0x-5", "-1", "-1k", "3.5M", "3MB", "1 M", "0xG", "9223372036854775808",
      "9223372036854775807k",
      "0xFFFFFFFFFFFFFFFF", "1M1",
    ])
  func refusals(text: String) {
    #expect(ByteCountArgument(argument: text) == nil)
  }
}
