"""A file system whose server stops answering, and a process stuck behind it. For tests, in a mount namespace of its own.

    unshare --mount --propagation private python3 stuck-mount.py DIRECTORY NAME

It prints the PID of a process NAME as soon as that waits for the server while its memory map is locked. From then on statfs()
of DIRECTORY waits, and so does who reads /proc/PID/cmdline, until this program ends, which it does with its stdin. As root.

How: the process has changed a page of the one file through a shared mapping. To map the file a second time, now opened for
direct reading, the kernel first writes that page out, with the map locked; and no WRITE is ever answered here.
"""

import ctypes
import mmap
import os
import struct
import sys
import threading

LOOKUP, GETATTR, OPEN, READ, WRITE, INIT = 1, 3, 14, 15, 16, 26
DIRECT_IO, KEEP_CACHE = 1, 2
PR_SET_NAME = 15
PAGE = 4096
libc = ctypes.CDLL(None, use_errno=True)


def attributes(node):
    mode = 0o040755 if node == 1 else 0o100644
    return struct.pack("<6Q10I", node, PAGE, 8, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, PAGE, 0)


class Server:
    def __init__(self, device):
        self.device = device
        self.opened = 0
        self.is_stuck = threading.Event()

    def answer(self, opcode, node):
        """The body of an answer; None for what gets none."""
        if opcode == INIT:
            return struct.pack("<4I2H2I2HI7I", 7, 31, 0, 0, 12, 9, PAGE * 32, 1, 32, 0, 0, *([0] * 7))
        if opcode == LOOKUP:
            return struct.pack("<4Q2I", 2, 0, 600, 600, 0, 0) + attributes(2)
        if opcode == GETATTR:
            return struct.pack("<Q2I", 600, 0, 0) + attributes(node)
        if opcode == OPEN:
            self.opened += 1
            return struct.pack("<Q2I", self.opened, DIRECT_IO | KEEP_CACHE if self.opened > 1 else 0, 0)
        if opcode == READ:
            return bytes(PAGE)
        if opcode == WRITE:
            self.is_stuck.set()
        return None

    def serve(self):
        while True:
            request = os.read(self.device, PAGE * 40)
            _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
            body = self.answer(opcode, node)
            if body is not None:
                os.write(self.device, struct.pack("<IiQ", 16 + len(body), 0, unique) + body)


def get_stuck(path, name):
    libc.prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    shared = mmap.mmap(os.open(path, os.O_RDWR), PAGE)
    shared[0] = 1
    mmap.mmap(os.open(path, os.O_RDWR), PAGE, flags=mmap.MAP_PRIVATE)


def main():
    directory, name = sys.argv[1:]
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
    if libc.mount(b"stuck", directory.encode(), b"fuse", 0, options) != 0:
        sys.exit(f"no FUSE here: {os.strerror(ctypes.get_errno())}")
    server = Server(device)
    child = os.fork()
    if child == 0:
        # The wait ends when nobody holds the device any more: this process must not.
        os.close(device)
        os.close(0)
        get_stuck(os.path.join(directory, "file"), name)
        os._exit(0)
    threading.Thread(target=server.serve, daemon=True).start()
    if not server.is_stuck.wait(10):
        sys.exit("nothing got stuck")
    print(child, flush=True)
    sys.stdin.read(1)
    os._exit(0)


main()
