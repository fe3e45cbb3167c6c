"""Runs a command in a terminal of its own, and presses Ctrl-C there when it has shown a text: press_ctrl_c.py TEXT COMMAND …

Prints what the command shows, and ends as it does.
"""

import os
import pty
import sys

text = sys.argv[1].encode()
shown = b""


def read(terminal):
    global shown
    content = os.read(terminal, 65536)
    if text not in shown and text in shown + content:
        os.write(terminal, b"\x03")
    shown += content
    return content


sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[2:], read)))
