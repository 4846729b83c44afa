import Scripting
import Testing

// Answers: what MicroPython 1.11 gives for these calls.

@Suite("Streams")
struct StreamTests {
  @Test("text is read by characters and lines")
  func stringIO_readsCharactersAndLines() throws {
    let wrong = try checkModule(
      "import uio\ns = uio.StringIO('żółć€😀x\\nrest')\nt = uio.StringIO('abc')",
      [
        "s.read(1)": "'\\u017c'", "s.read(2)": "'\\xf3\\u0142'", "s.read(3)": "'\\u0107\\u20ac\\U0001f600'",
        "s.readline()": "'x\\n'",
        "s.readline(2)": "'re'", "s.read()": "'st'", "s.read()": "''", "s.readline()": "''",
        "t.seek(1)": "1", "t.seek(-100, 1)": "0", "t.seek(-1, 2)": "2",
        "t.seek(-1)": "OSError [Errno 22] EINVAL",
        "t.write('XYZ')": "3", "t.getvalue()": "'abXYZ'", "t.write('abcdef', 1, 2)": "2",
        "t.getvalue()": "'abXYZbc'",
        "t.write('abcdef', 3)": "3", "t.write(5)": "TypeError object with buffer protocol required",
        "t.close()": "None", "t.close()": "None", "t.read()": "ValueError I/O operation on closed file",
        "t.getvalue()": "ValueError I/O operation on closed file",
        "s.read(-2)": "MemoryError memory allocation failed, allocating 4294967294 bytes",
        "uio.StringIO(10**9)": "MemoryError memory allocation failed, allocating 1000000001 bytes",
      ])
    #expect(wrong == [])
  }

  @Test("bytes are read, written over and filled up")
  func bytesIO_keepsWhatWasWritten() throws {
    let wrong = try checkModule(
      "import uio\nb = b'foobar'\ns = uio.BytesIO(b)\na = bytearray(4)\nw = uio.BytesIO()\nw.seek(3)",
      [
        "s.write(b'1')": "1", "s.getvalue()": "b'1oobar'", "b": "b'foobar'", "s.readinto(a)": "4",
        "a": "bytearray(b'ooba')", "s.readinto(b'x')": "TypeError object with buffer protocol required",
        "s.readinto(a, 2)": "1", "w.write(b'x')": "1", "w.getvalue()": "b'\\x00\\x00\\x00x'", "list(s)": "[]",
        "s.seek(0)": "0", "next(s)": "b'1oobar'", "s.__enter__() is s": "True",
      ])
    #expect(wrong == [])
  }

  @Test("seeking far and writing there is a matter of memory")
  func bytesIO_refusesHoles() throws {
    let output = try ModuleHost().run(
      """
      import uio
      s = uio.BytesIO()
      for place in (10**7, 2**62 - 1):
        s.seek(place)
        try:
          s.write(b'x')
        except MemoryError:
          print('MemoryError')
      print(s.getvalue())
      """)
    #expect(output == "MemoryError\nMemoryError\nb''\n")
  }

  @Test("classes of the script that derive from IOBase are streams")
  func iobase_isReadAndWrittenByItsMethods() throws {
    let output = try ModuleHost().run(
      """
      import uio, ujson, sys
      class S(uio.IOBase):
        def __init__(self): self.text = b'[1, 2]'; self.seen = b''
        def readinto(self, b):
          n = min(len(b), 2, len(self.text))
          b[:n] = self.text[:n]
          self.text = self.text[n:]
          return n
        def write(self, b):
          print(type(b))
          self.seen += bytes(b)
          return len(b)
      s = S()
      print(ujson.load(s))
      ujson.dump({'a': None}, s)
      sys.print_exception(ValueError('no'), s)
      print(s.seen)
      class N(uio.IOBase):
        def readinto(self, b): return None
      try:
        ujson.load(N())
      except OSError as e:
        print(e)
      try:
        ujson.load(5)
      except OSError as e:
        print(e)
      """)
    #expect(
      output == """
        [1, 2]
        <class 'bytearray'>
        <class 'bytearray'>
        b'{"a": null}ValueError: no\\n'
        [Errno 11] EAGAIN
        stream operation not supported

        """)
  }

  @Test("BufferedWriter writes whole blocks and the rest when it is flushed")
  func bufferedWriter_writesBlocks() throws {
    let wrong = try checkModule(
      "import uio\nb = uio.BytesIO()\nw = uio.BufferedWriter(b, 8)\none = uio.BufferedWriter(b, 1)",
      [
        "w.write(b'foobar')": "6", "b.getvalue()": "b''", "w.write(b'foobar')": "6",
        "b.getvalue()": "b'foobarfo'",
        "w.flush()": "None", "b.getvalue()": "b'foobarfoobar'", "one.write(b'!!')": "2",
        "b.getvalue()": "b'foobarfoobar!!'",
        "uio.BufferedWriter(b)": "TypeError function takes 2 positional arguments but 1 were given",
      ])
    #expect(wrong == [])
  }

  @Test("standard streams read lines of the host and write to it")
  func standardStreams_useTheHost() throws {
    let host = ModuleHost()
    host.lines = ["first line", "second"]
    let output = try host.run(
      """
      import sys
      print(repr(sys.stdin.read(3)), repr(sys.stdin.readline()), repr(sys.stdin.read()), repr(sys.stdin.read()))
      sys.stdout.write('out\\n')
      print('err', file=sys.stderr)
      """)
    #expect(output == "'fir' 'st line\\n' 'second\\n' ''\nout\nerr\n")
  }
}
