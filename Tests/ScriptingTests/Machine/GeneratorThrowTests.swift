import Scripting
import Testing

/// Exceptions that are thrown into a waiting generator, while something else runs on the registers above.
@Suite struct GeneratorThrowTests {
  private static let iterator = """
    class Inner:
      def __iter__(self): return self
      def __next__(self): return 1
      def throw(self, *a):
        a, b, c, d, e, f = [2], [3], [4], [5], [6], [7]
        raise OUTCOME

    """

  @Test func throw_keepsLocalsWhenTheInnerIteratorRaises() throws {
    let script =
      Self.iterator.replacing("OUTCOME", with: "KeyError(b)") + """
        def outer():
          x, y, z = 'x', 'y', 'z'
          try: yield from Inner()
          except KeyError as e: print(x, y, z, e.args)
          yield 5
        i = outer()
        next(i)
        print(i.throw(ValueError))
        """
    #expect(try TestHost.output(of: script) == "x y z ([3],)\n5\n")
  }

  @Test func throw_keepsLocalsWhenTheInnerIteratorEnds() throws {
    let script =
      Self.iterator.replacing("OUTCOME", with: "StopIteration(9)") + """
        def outer():
          x, y, z = 'x', 'y', 'z'
          r = yield from Inner()
          print(x, y, z, r)
          yield 6
        i = outer()
        next(i)
        print(i.throw(ValueError))
        """
    #expect(try TestHost.output(of: script) == "x y z 9\n6\n")
  }

  @Test func throw_keepsLocalsWhenTheExceptionIsMadeByTheScript() throws {
    let script = """
      class E(Exception):
        def __init__(self, *a):
          q, r, s = [1], [2], [3]
      def outer():
        x, y, z = 'x', 'y', 'z'
        try: yield 1
        except E: print(x, y, z)
        yield 7
      i = outer()
      next(i)
      print(i.throw(E))
      """
    #expect(try TestHost.output(of: script) == "x y z\n7\n")
  }

  @Test func close_keepsItsExceptionOverCollections() throws {
    let script = """
      def inner():
        try: yield 1
        except GeneratorExit:
          for _ in range(3): [1]
          print('inner')
          raise
      def outer():
        try: yield from inner()
        except GeneratorExit as e: print(repr(e))
      i = outer()
      next(i)
      i.close()
      """
    #expect(try TestHost.output(of: script, collectionPeriod: 1) == "inner\nGeneratorExit()\n")
  }
}
