import Containers
import TestSupport

/// Files for `kiln pack`, in a folder of their own.
struct FlashFiles {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A program of `count` bytes that begins like one, and its path.
  func program(_ name: String, count: Int) throws -> String {
    try folder.write([0x73, 0x10, 0x30, 0x30] + (4..<count).map { UInt8(truncatingIfNeeded: $0) }, to: name)
  }

  /// The path of a file that is not there yet.
  func path(_ name: String) -> String { folder.path(name) }

  /// The folder as it occurs in messages.
  var prefix: String { folder.path }

  /// An archive of members, written under a name; its path.
  func archive(_ name: String, _ members: [(String, [UInt8])]) throws -> String {
    var writer = ZipWriter()
    for (member, bytes) in members { try writer.add(member, bytes) }
    return try folder.write(writer.finished(), to: name)
  }
}
