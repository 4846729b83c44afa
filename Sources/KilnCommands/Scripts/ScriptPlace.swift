/// Where a script's folder is for the script.
package struct ScriptPlace: Equatable, Sendable {
  /// What scripts call it: `/sd`, a folder in it, or `/script`.
  package let path: String
  /// The folder on this computer that has to be there as `/script`; nil when it is part of `/sd`.
  package let folder: String?

  /// The place of a script when `/sd` is the folder `card`; links to either are followed.
  package init(ofScript script: String, card: String) {
    let file = resolvedPath(script) ?? script
    let name = Files.lastComponent(of: file)
    let parent = file == name ? "." : String(file.dropLast(name.count + 1))
    let folder = parent.isEmpty ? "/" : parent
    guard let card = resolvedPath(card) else {
      (path, self.folder) = ("/script", folder)
      return
    }
    let prefix = card == "/" ? card : card + "/"
    if folder == card {
      (path, self.folder) = ("/sd", nil)
    } else if folder.hasPrefix(prefix) {
      (path, self.folder) = ("/sd/" + folder.dropFirst(prefix.count), nil)
    } else {
      (path, self.folder) = ("/script", folder)
    }
  }
}
