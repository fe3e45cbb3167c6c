"""A front end for tests, by jupyter_client: what it is told to send, it sends; what the kernel sends, it tells.

    python jupyter_client_relay.py

Each line of stdin: {"type": MSG_TYPE, "content": {…}, "metadata": {…}, "buffers": [BASE64, …]}, sent on the shell channel.
Each line of stdout: the same with "channel", "id" and "parent" (the id of the message that it answers), in the order of arrival on each channel.
"""

import base64
import json
import sys
import threading

from jupyter_client.manager import start_new_kernel

LOCK = threading.Lock()


def tell(channel, message):
    buffers = [base64.b64encode(bytes(buffer)).decode() for buffer in message["buffers"]]
    line = {
        "channel": channel,
        "type": message["msg_type"],
        "id": message["header"]["msg_id"],
        "parent": message["parent_header"].get("msg_id"),
        "content": message["content"],
        "metadata": message["metadata"],
        "buffers": buffers,
    }
    with LOCK:
        print(json.dumps(line), flush=True)


def listen(channel, receive):
    while True:
        tell(channel, receive())


if __name__ == "__main__":
    manager, client = start_new_kernel(kernel_name="tslab", stdout=sys.stderr)
    for channel, receive in ("iopub", client.get_iopub_msg), ("shell", client.get_shell_msg):
        threading.Thread(target=listen, args=(channel, receive), daemon=True).start()
    try:
        for line in sys.stdin:
            told = json.loads(line)
            message = client.session.msg(told["type"], told["content"], metadata=told.get("metadata"))
            message["header"]["msg_id"] = message["msg_id"] = told["id"]
            buffers = [base64.b64decode(buffer) for buffer in told.get("buffers", [])]
            client.session.send(client.shell_channel.socket, message, buffers=buffers)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
