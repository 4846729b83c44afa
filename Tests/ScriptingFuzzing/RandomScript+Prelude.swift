extension RandomScript {
  /// What every script begins with: fuel, the knife, and a first value for every name.
  static let prelude = """
    import math
    import sys
    import gc
    fuel = 300
    def burn():
      global fuel
      fuel -= 1
      if fuel < 0:
        raise RuntimeError('no fuel')
    def cap(x):
      try:
        if isinstance(x, int):
          return x if -(1 << 300) < x < (1 << 300) else x & ((1 << 70) - 1)
        if isinstance(x, list):
          del x[40:]
        elif isinstance(x, bytearray):
          x[60:] = b''
        elif isinstance(x, (str, bytes, tuple)):
          return x[:60]
        elif len(x) > 60:
          x.clear()
      except Exception:
        pass
      return x
    class Guard:
      def __init__(self, hides=False):
        self.hides = hides
      def __enter__(self):
        print('enter')
        return self
      def __exit__(self, kind, value, trace):
        print('exit', kind is None)
        return self.hides
    class Watched:
      def __init__(self, value=0):
        self.value = value
      def __get__(self, holder, kind):
        burn()
        return self.value
      def __set__(self, holder, value):
        burn()
        self.value = value
      def __delete__(self, holder):
        self.value = None
    def h0(a, b=1, *c, **k):
      burn()
      return (a, b, len(c), sorted(k))
    def h1(a=0, *, b=3):
      burn()
      return b if a else h0(a, b)
    def h2(a, b=[]):
      burn()
      b.append(0)
      return len(cap(b))
    def h3(a=5, b=None):
      burn()
      return 0 if not a else 1 + h3(a - 1)
    def g0(a=4, b=1):
      burn()
      for n in range(6):
        try:
          a = yield n, a
        finally:
          b = n
      return b
    def g1(a=3, b=2):
      burn()
      yield a
      r = yield from g0(b)
      yield r
    class C0:
      kind = 'C0'
      def __init__(self, x=0, *r):
        self.x = x
      def method(self, *a):
        burn()
        return self.x
    class C1(C0):
      def __repr__(self):
        return 'C1!'
      def __len__(self):
        return 3
      def __getitem__(self, i):
        burn()
        return i
    class C2(list):
      def method(self, *a):
        burn()
        return len(self)
    class C3(Exception):
      watched = Watched(3)
    i0, i1, i2, i3 = 7, -3, 1 << 40, 0
    f0, f1 = 0.5, -1e10
    s0, s1, s2 = 'kiln', '', 'a,b;\\xe9\\u4e2d'
    b0, b1 = b'\\x00\\xff12', b''
    y0, y1 = bytearray(b'abcdefgh'), bytearray(5)
    l0, l1, l2 = [3, 1, 2], ['x', 'y', 'z'], []
    t0, t1 = (1, 2, 3), ()
    d0, d1 = {'a': 1, 2: 'b'}, {}
    u0, u1 = {1, 2, 3}, {'s'}
    o0, o1, o2 = C0(1), C1(2), C2([4, 5])
    z0, z1 = iter(l0), g0()

    """
}
