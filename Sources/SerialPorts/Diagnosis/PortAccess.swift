import Glibc

/// Whose a port is, and how this user stands to that.
package struct PortAccess: Sendable, Equatable {
  /// How a user belongs to a group.
  package enum Membership: Sendable, Equatable {
    /// It does, and this process has the group.
    case member
    /// `/etc/group` names the user, but this login began before that.
    case notInThisLogin
    /// It does not.
    case notMember
  }

  /// The user's name, or number where it has none.
  package let user: String
  /// The owner's name, or number.
  package let owner: String
  /// The group's name, or number.
  package let group: String
  /// Whether the group may read and write.
  package let groupMayOpen: Bool
  /// How the user belongs to the group.
  package let membership: Membership

  /// Facts as given.
  package init(user: String, owner: String, group: String, groupMayOpen: Bool, membership: Membership) {
    (self.user, self.owner, self.group) = (user, owner, group)
    (self.groupMayOpen, self.membership) = (groupMayOpen, membership)
  }

  /// Works it out of what stands in the system's files.
  ///
  /// - Parameters:
  ///   - node: who owns the port: numbers of user and group, permission bits.
  ///   - process: this process: number of the user, numbers of its groups.
  ///   - passwd: the text of `/etc/passwd`; lines that make no sense are skipped.
  ///   - groups: the text of `/etc/group`, the same.
  package init(
    node: (owner: UInt32, group: UInt32, mode: UInt32), process: (user: UInt32, groups: [UInt32]),
    passwd: String, groups: String
  ) {
    let users = AccountFile(passwd)
    let groupFile = AccountFile(groups)
    let name = users.name(process.user)
    user = name ?? "user \(process.user)"
    owner = users.name(node.owner) ?? "user \(node.owner)"
    group = groupFile.name(node.group) ?? "group \(node.group)"
    groupMayOpen = node.mode & 0o060 == 0o060
    if process.groups.contains(node.group) {
      membership = .member
    } else if let name, groupFile.members(node.group).contains(name) {
      membership = .notInThisLogin
    } else {
      membership = .notMember
    }
  }
}

extension PortAccess {
  /// How this process stands to the device at a path; nil when nothing stands there.
  static func of(path: String) -> PortAccess? {
    guard let node = FileCalls.facts(path) else { return nil }
    return PortAccess(
      node: (node.owner, node.group, node.mode), process: (geteuid(), FileCalls.processGroups()),
      passwd: FileCalls.text("/etc/passwd") ?? "", groups: FileCalls.text("/etc/group") ?? "")
  }
}

extension PortAccess: CustomStringConvertible {
  /// Whose the port is and why that does not do, in half a line.
  package var description: String {
    let whose = "it belongs to \(owner) and group \(group)"
    guard groupMayOpen else { return "\(whose), which may not open it" }
    switch membership {
    case .notMember: return "\(whose), and \(user) is not in that group"
    case .notInThisLogin: return "\(whose); \(user) is in that group, but not in this login yet"
    case .member: return "\(whose), which \(user) is in; a container or security module forbids it"
    }
  }
}

/// Names and numbers of `/etc/passwd` or `/etc/group`: `name:x:number:…`.
struct AccountFile {
  private var names: [UInt32: String] = [:]
  private var lists: [UInt32: [String]] = [:]

  /// Reads what makes sense; the first line of a number counts, as for the C library.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count >= 4, !fields[0].isEmpty, let number = UInt32(fields[2]), names[number] == nil else {
        continue
      }
      names[number] = String(fields[0])
      lists[number] = fields[3].split(separator: ",").map { String($0) }
    }
  }

  func name(_ number: UInt32) -> String? { names[number] }
  /// The fourth field; for groups, the users that have it beside their own.
  func members(_ number: UInt32) -> [String] { lists[number] ?? [] }
}
