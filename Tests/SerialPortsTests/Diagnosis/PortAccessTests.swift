import SerialPorts
import Testing

@Suite("whose a port is")
struct PortAccessTests {
  private static let passwd = "root:x:0:0:root:/root:/bin/bash\nbob:x:1000:1000::/home/bob:/bin/sh\n"

  private func access(
    groups: String, mode: UInt32 = 0o660, user: UInt32 = 1000, own: [UInt32] = [1000]
  ) -> PortAccess {
    PortAccess(node: (0, 20, mode), process: (user, own), passwd: Self.passwd, groups: groups)
  }

  @Test("a user who is in no such group")
  func notMember() {
    let access = access(groups: "root:x:0:\ndialout:x:20:alice\n")
    #expect(access.membership == .notMember)
    #expect(access.description == "it belongs to root and group dialout, and bob is not in that group")
  }

  @Test("a user whose login is older than the membership")
  func notYet() {
    let access = access(groups: "dialout:x:20:alice,bob\n")
    #expect(access.membership == .notInThisLogin)
    #expect(
      access.description
        == "it belongs to root and group dialout; bob is in that group, but not in this login yet")
  }

  @Test("a member who is refused all the same")
  func member() {
    let access = access(groups: "dialout:x:20:bob\n", own: [1000, 20])
    #expect(access.membership == .member)
    #expect(access.description.hasSuffix("a container or security module forbids it"))
  }

  @Test("a node that its group may not open", arguments: [UInt32(0o600), 0o640, 0o620])
  func groupMayNot(_ mode: UInt32) {
    let access = access(groups: "tty:x:20:bob\n", mode: mode)
    #expect(!access.groupMayOpen)
    #expect(access.description == "it belongs to root and group tty, which may not open it")
  }

  @Test("numbers stand in for names that the files do not have; lines that make no sense are skipped")
  func nameless() {
    let access = access(groups: "::\ndialout\nx:y:z:w\n:x:20:bob\nbig:x:99999999999:bob\n", user: 7)
    #expect(access.group == "group 20")
    #expect(access.user == "user 7")
    #expect(access.membership == .notMember)
    #expect(PortAccess(node: (5, 6, 0), process: (7, []), passwd: "", groups: "").owner == "user 5")
  }

  @Test("the first line of a number counts")
  func twice() {
    #expect(access(groups: "dialout:x:20:\nuucp:x:20:bob\n").group == "dialout")
  }

  @Test(
    "a program's name is what it says, made harmless",
    arguments: [
      ("minicom\n", "minicom"), ("a\u{1B}[2Jb\n", "a?[2Jb"), ("", "a program"), ("two\nlines", "two"),
    ])
  func command(_ text: String, _ name: String) {
    #expect(PortHolders.command(text) == name)
  }
}
