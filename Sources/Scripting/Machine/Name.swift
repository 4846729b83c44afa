/// Names that the machine itself looks for; each has its string ready (`Interpreter.name`).
enum Name: String, CaseIterable {
  case `init` = "__init__", new = "__new__", del = "__del__", call = "__call__", name = "__name__", `class` =
    "__class__"
  case dict = "__dict__", module = "__module__", qualname = "__qualname__", bases = "__bases__", main =
    "__main__"
  case file = "__file__", path = "__path__", doc = "__doc__", all = "__all__", import_ = "__import__",
    buildClass = "__build_class__"
  case getattr = "__getattr__", setattr = "__setattr__", delattr = "__delattr__"
  case get = "__get__", set = "__set__", delete = "__delete__"
  case getitem = "__getitem__", setitem = "__setitem__", delitem = "__delitem__", contains = "__contains__",
    len = "__len__"
  case iter = "__iter__", next = "__next__", enter = "__enter__", exit = "__exit__", reversed = "__reversed__"
  case str = "__str__", repr = "__repr__", bool = "__bool__", hash = "__hash__", int = "__int__", float =
    "__float__"
  case complex = "__complex__", abs = "__abs__", neg = "__neg__", pos = "__pos__", invert = "__invert__",
    sizeof = "__sizeof__"
  case lt = "__lt__", le = "__le__", eq = "__eq__", ne = "__ne__", gt = "__gt__", ge = "__ge__"
  case add = "__add__", sub = "__sub__", mul = "__mul__", matmul = "__matmul__", truediv = "__truediv__",
    floordiv = "__floordiv__"
  case mod = "__mod__", pow = "__pow__", lshift = "__lshift__", rshift = "__rshift__", and = "__and__", or =
    "__or__", xor = "__xor__"
  case radd = "__radd__", rsub = "__rsub__", rmul = "__rmul__", rmatmul = "__rmatmul__", rtruediv =
    "__rtruediv__"
  case rfloordiv = "__rfloordiv__", rmod = "__rmod__", rpow = "__rpow__", rlshift = "__rlshift__", rrshift =
    "__rrshift__"
  case rand = "__rand__", ror = "__ror__", rxor = "__rxor__"
  case iadd = "__iadd__", isub = "__isub__", imul = "__imul__", imatmul = "__imatmul__", itruediv =
    "__itruediv__"
  case ifloordiv = "__ifloordiv__", imod = "__imod__", ipow = "__ipow__", ilshift = "__ilshift__", irshift =
    "__irshift__"
  case iand = "__iand__", ior = "__ior__", ixor = "__ixor__"
  case divmod = "__divmod__"
  case value, args, errno, send, `throw`, close, key, reverse, sep, end, underscore = "_", moduleScope =
    "<module>"
  case lambda = "<lambda>", listcomp = "<listcomp>", dictcomp = "<dictcomp>", setcomp = "<setcomp>", genexpr =
    "<genexpr>"
  case `default`, start, stop, step, fget, fset, fdel, getter, setter, deleter, builtins, empty = "", range,
    file_ = "file"
  case mode, encoding, readline, read, readinto, write, flush, ioctl, seek, tell, append, print,
    result = "<stdin>"
}

extension Interpreter {
  /// The string of a name that the machine knows.
  func name(_ name: Name) -> Value { names[name.place] }
}
