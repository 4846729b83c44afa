/// The instructions of the machine.
///
/// An instruction is a word: opcode (bits 0–7), `x` (8–15), `a` (16–31), `b` (32–47), `c` (48–63). `R[n]` is
/// a register, `K[n]` a constant, jumps count from the next instruction. `wide` is `b` and `c` together as a
/// signed number.
enum Opcode: UInt8, CaseIterable {
  /// R[a] = R[b]
  case move
  /// R[a] = K[wide]
  case constant
  /// R[a] = wide, a small integer
  case small
  /// R[a] = the word wide: None, True, False, …
  case fixed
  /// R[a…a+b-1] = null
  case clear
  /// NameError if R[a] is null
  case checkBound
  /// R[a] = null; NameError if it was
  case deleteLocal

  /// R[a] = a new cell of R[a]; b ≠ 0: of nothing
  case makeCell
  /// R[a] = what cell R[b] holds; NameError if nothing
  case getCell
  /// cell R[a] gets R[b]
  case setCell
  case deleteCell
  /// R[a] = what free variable b holds
  case getFree
  /// free variable a gets R[b]
  case setFree
  case deleteFree

  /// R[a] = global; cache wide
  case getGlobal
  /// global gets R[a]; cache wide
  case setGlobal
  /// The global goes, and so does what was left in R[a] and above, which may be its value; cache wide
  case deleteGlobal
  /// R[a] = name K[c] of the dict R[b], or global
  case getName
  /// name K[c] of the dict R[b] gets R[a]
  case setName
  /// The name K[c] of the dict R[b] goes, as above
  case deleteName

  /// R[a] = R[b] op R[c]
  case add, subtract, multiply, divide, floorDivide, modulo, and, or, xor, shiftLeft, shiftRight, power
  /// R[a] = R[b] op c, a signed number
  case addNumber, subtractNumber, multiplyNumber, andNumber, shiftLeftNumber, shiftRightNumber,
    floorDivideNumber, moduloNumber
  /// R[a] = R[b] op= R[c]; x is the operator
  case inPlace
  /// R[a] = op R[b]; x is the operator
  case unary
  /// R[a] = not R[b]
  case not
  /// R[a] = R[b] op R[c]; x is the comparison
  case compare
  /// R[a] = R[b] is R[c]; x ≠ 0: is not
  case isSame
  /// R[a] = R[b] in R[c]; x ≠ 0: not in
  case contains

  case jump
  /// jump wide if R[a] is true, false
  case jumpIfTrue, jumpIfFalse
  /// jump c if (R[a] op R[b]) is x
  case jumpLess, jumpGreater, jumpEqual, jumpLessEqual, jumpGreaterEqual, jumpNotEqual
  /// jump c if (R[a] op b, a signed number) is x
  case jumpLessNumber, jumpGreaterNumber, jumpEqualNumber, jumpLessEqualNumber, jumpGreaterEqualNumber,
    jumpNotEqualNumber
  /// jump c if (R[a] is R[b]) is x
  case jumpSame
  /// a safe point before a jump back; registers from R[a] on are not in use
  case loop

  /// R[a] = R[b][R[c]]
  case getItem
  /// R[a][R[b]] = R[c]
  case setItem
  case deleteItem
  /// R[a] = R[b].name; cache c
  case getAttribute
  /// R[a].name = R[b]; cache c
  case setAttribute
  /// del R[a].name K[b]
  case deleteAttribute
  /// R[a] = function, R[a+1] = self or null, of R[b].name; cache c
  case getMethod

  /// R[a] = R[a](R[a+1]…); b arguments, c named ones (pairs) behind
  case call
  /// the same with R[a+1] = self or null and arguments from R[a+2]
  case callMethod
  /// R[a] = R[a](self R[a+1] or null, *list R[a+2], **dict R[a+3])
  case callSpread
  case returnValue
  case returnNone
  /// R[a] = a function of code K[b]; x & 1: defaults tuple R[c], x & 2: keyword defaults dict R[c+1]
  case makeFunction
  /// R[a] = the function that makes classes
  case buildClass

  /// R[a] = tuple, list, set of R[b…b+c-1]
  case buildTuple, buildList, buildSet
  /// R[a] = dict of c pairs from R[b] on
  case buildDict
  /// R[a] = slice(R[b], R[b+1], R[b+2])
  case buildSlice
  /// list R[a] gets R[b] at its end
  case appendList
  case addSet
  /// list R[a] gets all of iterable R[b]
  case extendList
  /// dict R[a] gets all of mapping R[b], as arguments
  case mergeKeywords
  /// R[a…a+c-1] = items of R[b]
  case unpack
  /// the same; x of them are behind the one with a star, which is R[a+c-1-x]
  case unpackStar

  /// R[a] = iter(R[b])
  case getIterator
  /// R[b] = next(R[a]) and jump c, else go on; a safe point: registers from R[x] on are not in use, unless x
  /// is 255
  case next
  /// R[b] = the next number of R[a…a+2], next number, stop, step, and jump c, else go on; a safe point like
  /// `next`
  case nextNumber

  /// R[a] = import K[wide] with R[a] = names or None; x the level
  case importModule
  /// R[a] = module R[b].K[c]
  case importName
  /// all names of module R[a] into the globals, or the dict R[b] if x
  case importAll

  case raise
  /// raises R[a] again
  case reraise
  /// RuntimeError: nothing to raise again
  case raiseNothing
  case raiseAssertion
  /// R[a] = whether exception R[b] is of class or classes R[c]
  case matches
  /// R[a] = exception's class, R[a+1] = exception, R[a+2] = None, from R[b]
  case exceptionTriple

  /// gives R[a] to who resumed; R[a] = what is sent
  case yield
  /// R[a] = result of iterator R[b]; R[c] is what is sent
  case yieldFrom
  /// prints R[a] as a prompt does
  case printResult
}
