/// What can be assigned to and deleted.
extension Compiler {
  /// The target gets what a register holds.
  mutating func store(_ target: ExpressionID, from register: Int) throws(SyntaxFault) {
    let node = tree[target]
    let base = emitter.nextRegister
    defer { emitter.free(to: base) }
    switch node.kind {
    case .name(let name): store(name, from: register)
    case .tuple(let items), .list(let items): try unpack(tree[items], from: register, at: node.offset)
    case .postfix(let object, let trailers):
      let all = tree[trailers]
      guard let last = all.last else { return }
      let owner = try prefix(object, all.dropLast())
      switch last.kind {
      case .attribute(let name):
        emitter.emit(.setAttribute, owner, register, emitter.cache(bytes(name)))
      case .index(let key):
        let index = try value(key)
        emitter.emit(.setItem, owner, index, register)
      case .call: throw fault("can't assign to expression", at: node.offset)
      }
    case .star: throw fault("*x must be assignment target", at: node.offset)
    default: throw fault("can't assign to expression", at: node.offset)
    }
  }

  /// The object of a target: all trailers but the last one.
  mutating func prefix(
    _ object: ExpressionID, _ trailers: ArraySlice<Trailer>
  ) throws(SyntaxFault) -> Int {
    if trailers.isEmpty { return try value(object) }
    let register = emitter.allocate()
    let base = emitter.nextRegister
    try postfix(object, trailers, into: register)
    emitter.free(to: base)
    return register
  }

  private mutating func unpack(
    _ items: ArraySlice<ExpressionID>, from register: Int, at offset: UInt32
  ) throws(SyntaxFault) {
    var star: Int?
    for (place, item) in items.enumerated() {
      guard case .star = tree[item].kind else { continue }
      guard star == nil else { throw fault("multiple *x in assignment", at: tree[item].offset) }
      star = place
    }
    let first = emitter.allocate(items.count)
    if let star {
      guard items.count - star - 1 < 256 else { throw fault("too many targets", at: offset) }
      emitter.emit(.unpackStar, first, register, items.count, x: items.count - star - 1)
    } else {
      emitter.emit(.unpack, first, register, items.count)
    }
    for (place, item) in items.enumerated() {
      if case .star(let inner) = tree[item].kind {
        try store(inner, from: first + place)
      } else {
        try store(item, from: first + place)
      }
    }
  }

  /// `del target`.
  mutating func delete(_ target: ExpressionID) throws(SyntaxFault) {
    let node = tree[target]
    let base = emitter.nextRegister
    defer { emitter.free(to: base) }
    switch node.kind {
    case .name(let name): delete(name)
    case .tuple(let items), .list(let items): for item in tree[items] { try delete(item) }
    case .postfix(let object, let trailers):
      let all = tree[trailers]
      guard let last = all.last else { return }
      let owner = try prefix(object, all.dropLast())
      switch last.kind {
      case .attribute(let name): emitter.emit(.deleteAttribute, owner, emitter.constant(name: bytes(name)))
      case .index(let key):
        let index = try value(key)
        emitter.emit(.deleteItem, owner, index)
      case .call: throw fault("can't delete expression", at: node.offset)
      }
    default: throw fault("can't delete expression", at: node.offset)
    }
  }
}
