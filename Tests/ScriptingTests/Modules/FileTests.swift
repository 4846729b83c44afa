import Scripting
import Testing

@Suite("Files")
struct FileTests {
  @Test("files are read and written as text and as bytes")
  func open_readsAndWrites() throws {
    let host = ModuleHost()
    let output = try host.run(
      """
      with open('/f.txt', 'w') as f:
        print(f.write('line1\\nżółw\\nlast'))
      f = open('/f.txt')
      print(repr(f.read(8)), f.tell(), repr(f.readline()), f.readlines(), repr(f.read()))
      print(f.seek(2), repr(f.read(1)), f.seek(-2, 2), repr(f.read()))
      f.close(); f.close()
      try:
        f.read()
      except ValueError as e:
        print(e)
      with open('/f.txt', 'rb') as f:
        print(list(f))
      with open('/f.txt', 'r+') as f:
        f.readline()
        f.write('ZZ')
        print(repr(f.read()))
      with open('/f.txt', 'a') as f:
        f.write('!')
      for line in open('/f.txt'):
        print(repr(line))
      """)
    #expect(
      output == """
        18
        'line1\\n\\u017c\\xf3' 10 '\\u0142w\\n' ['last'] ''
        2 'n' 16 'st'
        I/O operation on closed file
        [b'line1\\n', b'\\xc5\\xbc\\xc3\\xb3\\xc5\\x82w\\n', b'last']
        '\\xf3\\u0142w\\nlast'
        'line1\\n'
        'ZZ\\xf3\\u0142w\\n'
        'last!'

        """)
    #expect(host.folder.content["/f.txt"] == Array("line1\nZZółw\nlast!".utf8))
  }

  @Test("files that cannot be opened, read or written say so")
  func open_raisesErrors() throws {
    let wrong = try checkModule(
      "open('/a', 'w').close()\nr = open('/a')\nw = open('/a', 'ab')",
      [
        "open('/none')": "OSError [Errno 2] ENOENT", "open('/', 'w')": "OSError [Errno 21] EISDIR",
        "open('/a', 'x')": "OSError [Errno 17] EEXIST",
        "open(5)": "TypeError can't convert 'int' object to str implicitly",
        "open()": "TypeError 'file' argument required",
        "open('/a', foo=1)": "TypeError extra keyword arguments given",
        "open('/a', 'r', 1, 2, 3)": "TypeError extra positional arguments given",
        "r.write('x')": "OSError [Errno 9] EBADF",
        "w.read()": "OSError [Errno 9] EBADF", "w.readline()": "OSError [Errno 9] EBADF",
        "r.seek(0, 7)": "OSError [Errno 22] EINVAL",
        "r.read(10**9)": "MemoryError memory allocation failed, allocating 1000000000 bytes",
      ])
    #expect(wrong == [])
  }

  @Test("a file that the script forgets is closed by the collector")
  func collecting_closesForgottenFiles() throws {
    let host = ModuleHost()
    host.folder.content["/a"] = Array("x".utf8)
    _ = try host.run(
      "import gc\nfor i in range(20):\n f = open('/a')\nf = None\ngc.collect()\nopen('/b', 'w')")
    // The last one is still there: nobody collected.
    #expect(host.folder.openCount <= 2)
  }

  @Test("uos has the folders of the host")
  func uos_changesFolders() throws {
    let wrong = try checkModule(
      "import uos, os\nopen('/a', 'w').write('abc')",
      [
        "uos is os": "True", "os.mkdir('/d')": "None", "os.mkdir('/d')": "OSError [Errno 17] EEXIST",
        "os.listdir('/')": "['a', 'd']", "os.listdir(b'/')": "[b'a', b'd']",
        "list(os.ilistdir('/'))": "[('a', 32768, 0, 3), ('d', 16384, 0, 0)]",
        "os.stat('/a')": "(32768, 0, 0, 0, 0, 0, 3, 1234, 1234, 1234)", "os.stat('/d')[0]": "16384",
        "os.stat('/x')": "OSError [Errno 2] ENOENT", "os.chdir('/d')": "None", "os.getcwd()": "'/d'",
        "os.listdir()": "[]", "os.rename('/a', 'b')": "None", "os.listdir()": "['b']",
        "os.remove('b')": "None",
        "os.remove('b')": "OSError [Errno 2] ENOENT", "os.remove('/d')": "OSError [Errno 21] EISDIR",
        "os.rmdir('/d')": "None", "os.statvfs('/')": "(512, 512, 100, 40, 40, 0, 0, 0, 0, 255)",
        "os.urandom(3)": "b'\\x00\\x07\\x0e'", "os.uname().sysname": "'MaixPy'", "os.sync()": "None",
        "os.remove(1)": "TypeError can't convert 'int' object to str implicitly",
      ])
    #expect(wrong == [])
  }

  @Test("modules of files are found, packages and relative imports with them")
  func import_findsFiles() throws {
    let host = ModuleHost()
    host.folder.folders.formUnion(["/pkg"])
    host.folder.content = [
      "/one.py": Array("x = 1\nimport sys\ndel sys.modules['one']\n".utf8),
      "/pkg/__init__.py": Array("name = __name__\n".utf8),
      "/pkg/inner.py": Array("from . import name\nfrom .other import y\n".utf8),
      "/pkg/other.py": Array("y = 7\n".utf8),
      "/json.py": Array("own = True\n".utf8), "/time.py": Array("own = True\n".utf8),
    ]
    let output = try host.run(
      """
      import one, gc
      gc.collect()
      print(one.x, one.__file__)
      import pkg.inner
      print(pkg.inner.name, pkg.inner.y, __import__('pkg.inner') is pkg)
      import json, time, ujson, collections, array
      print(json.own, hasattr(time, 'own'), hasattr(ujson, 'own'))
      for name in ('none', 'pkg.none', 'os.path'):
        try:
          __import__(name)
        except ImportError as e:
          print(e)
      """)
    #expect(
      output == """
        1 one.py
        pkg 7 True
        True False False
        no module named 'none'
        no module named 'pkg.none'
        no module named 'os.path'

        """)
  }
}
