"""Runs cells through jupyter_client, which front ends use, and tells all that the kernel published for each.

    python jupyter_client_cells.py

Each line of stdin is a cell, as a JSON string. Each line of stdout is {"status": "ok", "messages": [[TYPE, TEXT], …]} with the
messages from busy to idle in the order in which they arrived: TEXT is an output's plain text, what was printed, an error's
message or the state. Ends with an error where a message does not come within a minute.
"""

import json
import sys

from jupyter_client.manager import start_new_kernel

PATIENCE = 60  # seconds


def text_of(message):
    content = message["content"]
    if "data" in content:
        return content["data"].get("text/plain", "")
    return content.get("text", content.get("evalue", content.get("execution_state", "")))


def run(client, code):
    request = client.execute(code)
    messages = []
    while messages[-1:] != [["status", "idle"]]:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") == request:
            messages.append([message["msg_type"], text_of(message)])
    reply = client.get_shell_msg(timeout=PATIENCE)
    while reply["parent_header"]["msg_id"] != request:  # to what jupyter_client asked when it connected
        reply = client.get_shell_msg(timeout=PATIENCE)
    return {"status": reply["content"]["status"], "messages": messages}


if __name__ == "__main__":
    manager, client = start_new_kernel(kernel_name="tslab", stdout=sys.stderr)
    try:
        for line in sys.stdin:
            print(json.dumps(run(client, json.loads(line))), flush=True)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
