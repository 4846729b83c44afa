extension Parser {
  /// Notes a mistake unless the expression can be assigned to.
  ///
  /// **Source**: `c_assign` in `py/compile.c` of MicroPython 1.11: names, indices, attributes, and lists and
  /// tuples of such with one `*x` at most; `()` is none, `[]` is one.
  mutating func checkTarget(_ target: ExpressionID) {
    let node = tree[target]
    switch node.kind {
    case .name: return
    case .postfix(_, let trailers):
      if case .call? = tree[trailers].last?.kind { break }
      return
    case .tuple(let items) where !items.isEmpty: return checkTargets(items)
    case .list(let items): return checkTargets(items)
    default: break
    }
    note("can't assign to expression", at: node.offset)
  }

  private mutating func checkTargets(_ items: ExpressionList) {
    var hasStar = false
    for item in tree[items] {
      guard case .star(let inner) = tree[item].kind else {
        checkTarget(item)
        continue
      }
      if hasStar { note("multiple *x in assignment", at: tree[item].offset) }
      hasStar = true
      openStars -= 1
      checkTarget(inner)
    }
  }

  /// Notes a mistake unless `op=` can be done to the expression: a name, an index or an attribute.
  mutating func checkAugmentedTarget(_ target: ExpressionID) {
    switch tree[target].kind {
    case .tuple, .list: note("can't assign to expression", at: tree[target].offset)
    default: checkTarget(target)
    }
  }

  /// Notes a mistake unless the expression can be deleted; tuples of such can, lists cannot.
  mutating func checkDeletion(_ target: ExpressionID) {
    let node = tree[target]
    switch node.kind {
    case .name: return
    case .postfix(_, let trailers):
      if case .call? = tree[trailers].last?.kind { break }
      return
    case .tuple(let items) where !items.isEmpty:
      for item in tree[items] { checkDeletion(item) }
      return
    default: break
    }
    note("can't delete expression", at: node.offset)
  }

  /// Notes a mistake if some `*x` of the statement so far was no target.
  mutating func settleStars() {
    if openStars > 0 { note("*x must be assignment target", at: firstStar, hint: .starInDisplay) }
    openStars = 0
  }
}
