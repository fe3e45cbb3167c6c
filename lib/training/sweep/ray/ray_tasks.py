"""Executes runs of a sweep as tasks of a Ray cluster: ray_tasks.py ADDRESS ROOT NODE RUNS_FOLDER

Reads a JSON object a line. {"run": name, "arguments": [...]} has a machine of the cluster execute the project's train program
with these arguments, in the checkout of the project that it has at ROOT. {"stop": true} has all of them stop with a checkpoint,
and so has the end of the input.

Writes a JSON object a line: {"machines": count} when it is connected, {"error": sentence} when it cannot be, {"run": name,
"line": text} for what a run prints, and {"run": name, "status": number or null, "reason": text or null, "archive": file or
null} when it has ended. The archive is a tar file of the run's folder without its checkpoints. It comes of finished runs only,
and only from machines that do not share the disk with this one.
"""

import contextlib
import json
import os
import queue
import socket
import sys
import threading
import time
import uuid

import ray
import ray_run

ray.cloudpickle.register_pickle_by_value(ray_run)  # the cluster's machines have no such file where their Python looks


@ray.remote(num_cpus=0)
class Relay:
    """What this program and the tasks tell each other: the lines that are printed, and whether to stop."""

    def __init__(self):
        self.begun = set()
        self.lines = []
        self.stopping = False

    def begin(self, run):
        self.begun.add(run)
        return self.stopping

    def tell(self, run, line):
        self.lines.append((run, line))

    def take(self):
        lines, self.lines = self.lines, []
        return lines, self.begun

    def stop(self):
        self.stopping = True

    def is_stopping(self):
        return self.stopping


messages = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what Ray prints is not to come between the messages


def emit(**message):
    with contextlib.suppress(BrokenPipeError):  # whoever asked was killed; the end of the input says so, too
        print(json.dumps(message), file=messages, flush=True)


def join(address, attempts=3):
    """Ray looks at all processes of the machine, and fails where one of them ends meanwhile: then it is tried again."""
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except Exception as error:
        if attempts == 1 or "psutil" not in str(error):
            raise
        time.sleep(1)
        join(address, attempts - 1)


def connect(address):
    """Joins the cluster, after making sure that somebody is there: Ray itself would try for minutes."""
    if address != "auto":
        host, _, port = address.removeprefix("ray://").rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
        except ValueError:
            raise SystemExit(f"{address} is no address of a Ray cluster: that is HOST:PORT, ray://HOST:PORT or auto.")
        except OSError as error:
            raise SystemExit(f"There is no Ray cluster at {address} ({error.strerror or error}).")
    try:
        join(address)
    except Exception as error:
        python = ".".join(map(str, sys.version_info[:3]))
        raise SystemExit(
            f"The Ray cluster at {address} cannot be joined ({in_a_line(error)}). "
            f"It must run Ray {ray.__version__} under Python {python}, as this machine does."
        )


def in_a_line(error):
    """What Ray says in many lines, of which the last tell most."""
    text = " ".join(str(error).split())
    return text if len(text) <= 500 else f"… {text[-500:]}"


def requests():
    """A queue of what is asked for, with None at its end."""
    asked = queue.Queue()

    def read():
        for line in sys.stdin:
            asked.put(json.loads(line))
        asked.put(None)

    threading.Thread(target=read, daemon=True).start()
    return asked


def serve(place):
    relay = Relay.remote()
    # One CPU a task, though a run uses all: who asks for a whole machine's gets none where machines differ. SPREAD and no
    # more tasks than machines give each one of its own.
    task = ray.remote(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD")(ray_run.train)
    emit(machines=sum(node["Alive"] and node["Resources"].get("CPU", 0) >= 1 for node in ray.nodes()))
    asked = requests()
    running = {}
    stopping = ended = False
    while running or not ended:
        with contextlib.suppress(queue.Empty):
            request = asked.get(timeout=0.25)
            ended = ended or request is None
            if request and "run" in request:
                running[task.remote(request["run"], request["arguments"], place, relay)] = request["run"]
            elif not stopping:
                stopping = True
                relay.stop.remote()
        done = ray.wait(list(running), timeout=0)[0] if running else []
        lines, begun = ray.get(relay.take.remote())
        for run, line in lines:
            emit(run=run, line=line)
        for reference in done:
            emit(**result(running.pop(reference), reference, place))
        if stopping:
            for reference, run in running.items():
                if run not in begun:
                    ray.cancel(reference)


def result(run, reference, place):
    try:
        status, reason, content = ray.get(reference)
    except Exception as error:  # Ray's own: the machine is gone, its memory was full, the task was cancelled
        return {"run": run, "status": None, "reason": in_a_line(error), "archive": None}
    archive = None
    if content is not None:
        archive = os.path.join(place["runs"], f".{run}.{os.getpid()}.tar")
        with open(archive, "wb") as file:
            file.write(content)
    return {"run": run, "status": status, "reason": reason, "archive": archive}


def main():
    address, root, node, runs = sys.argv[1:]
    try:
        connect(address)
    except SystemExit as error:
        return emit(error=str(error))
    # Who sees this file has the same disk.
    mark = f".sweep-{uuid.uuid4()}"
    path = os.path.join(runs, mark)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    try:
        serve({"root": root, "node": node, "runs": runs, "mark": mark})
    finally:
        os.remove(path)


if __name__ == "__main__":
    main()
