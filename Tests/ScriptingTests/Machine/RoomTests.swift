import Testing

/// A script that runs out of memory can go on.
@Suite("Running out of memory")
struct RoomTests {
  @Test func memoryError_ofAnArray_leavesRoomForTheHandler() throws {
    let output = try TestHost.output(
      of: """
        l = [bytearray(100000) for i in range(4)]
        try:
            x = bytearray(200000)
        except MemoryError as e:
            print(e)
        y = [1, 2, 3]
        print(y)
        """)
    #expect(output == "memory allocation failed, allocating 200000 bytes\n[1, 2, 3]\n")
  }

  @Test func memoryError_ofAList_leavesTheScriptAlive() throws {
    let output = try TestHost.output(
      of: """
        q = []
        try:
            while True:
                q.append(1)
        except MemoryError:
            print('full')
        for i in range(50):
            w = [i] * 100
        print(w[0])
        """, heapByteCount: 64 << 10)
    #expect(output == "full\n49\n")
  }

  @Test func registers_leftOverFromInnerBlocks_keepNothingAlive() throws {
    let output = try TestHost.output(
      of: """
        import gc
        l = []
        try:
            while True:
                l.append(bytearray(1000))
        except MemoryError as e:
            pass
        l = None
        gc.collect()
        print(len(bytearray(400000)))
        """)
    #expect(output == "400000\n")
  }

  @Test func garbage_inASmallHeap_neverRunsOut() throws {
    let output = try TestHost.output(
      of: """
        def gen():
            while True:
                yield [0] * 3
        g = gen()
        kept = [lambda x=x: x for x in range(5)]
        for i in range(20000):
            a = [i, i, i]
            b = 'x%d' % i
            c = lambda: a
            next(g)
        print(b, c()[0], sum(f() for f in kept))
        """, heapByteCount: 64 << 10)
    #expect(output == "x19999 19999 10\n")
  }
}
