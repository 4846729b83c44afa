/// `X = const(5)`, which needs no import: the parser of the device knows it (py/parse.c, MICROPY_COMP_CONST).
extension Compiler {
  /// What a name is declared a constant of; nil if the statement declares none.
  ///
  /// There the call is never made, here alike; but the name is a variable as any other, even if it begins
  /// with `_`.
  func constantValue(of value: ExpressionID, for targets: ArraySlice<ExpressionID>) -> ExpressionID? {
    guard targets.count == 1, let target = targets.first, case .name(let own) = tree[target].kind,
      case .postfix(let base, let list) = tree[value].kind, case .name(let called) = tree[base].kind,
      bytes(called).elementsEqual("const".utf8), tree[list].count == 1, let trailer = tree[list].first,
      case .call(let arguments) = trailer.kind, tree[arguments].count == 1,
      let argument = tree[arguments].first, case .positional = argument.kind, isConstant(argument.value)
    else { return nil }
    context.constants.insert(own)
    return argument.value
  }

  /// Whether an expression is made of integers and names of such constants.
  private func isConstant(_ expression: ExpressionID) -> Bool {
    switch tree[expression].kind {
    case .integer: true
    case .name(let name): context.constants.contains(name)
    case .unary(_, let operand): isConstant(operand)
    case .arithmetic(let first, let steps):
      isConstant(first) && tree[steps].allSatisfy { isConstant($0.operand) }
    default: false
    }
  }
}
