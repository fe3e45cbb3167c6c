"""What a machine of a Ray cluster does with a run of a sweep. ray_tasks.py sends it there, where no file of it is needed."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import tarfile
import threading
import time

import ray

TRAIN_PROGRAM = os.path.join("lib", "programs", "train.ts")


def train(run, arguments, place, relay):
    """The task: the exit status, the reason where there is none, and the run's folder as a tar archive where it is to come."""
    here = socket.gethostname()
    if ray.get(relay.begin.remote(run)):
        return None, "The sweep was stopped before it began.", None
    if not os.path.exists(os.path.join(place["root"], TRAIN_PROGRAM)):
        return None, f"{here} has no checkout of the workbook at {place['root']}.", None
    node = place["node"] if os.path.exists(place["node"]) else shutil.which("node")
    if node is None:
        return None, f"{here} has no Node.js, neither at {place['node']} nor in its PATH.", None
    # Ray would have libraries use one core only; a run uses all there are.
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    child = subprocess.Popen(
        [node, "--import", "tsx", TRAIN_PROGRAM, *arguments],
        cwd=place["root"],
        env=environment,
        stdin=subprocess.PIPE,  # its end has the program stop, also where this one is killed
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf8",
        errors="replace",
    )

    def tell():
        for line in child.stdout:
            relay.tell.remote(run, line.rstrip("\n"))

    teller = threading.Thread(target=tell)
    teller.start()
    try:
        while child.poll() is None:
            if not child.stdin.closed and ray.get(relay.is_stopping.remote()):
                child.stdin.close()
            time.sleep(0.5)
    finally:
        child.stdin.close()  # also where the relay is gone, and with it who started the sweep
        child.wait()
        teller.join()
    ray.get(relay.is_stopping.remote())  # when this is answered, all that was told before has arrived
    if child.returncode < 0:
        return None, f"It was ended by {signal.Signals(-child.returncode).name} on {here}.", None
    shared = os.path.exists(os.path.join(place["runs"], place["mark"]))
    comes_back = child.returncode == 0 and not shared
    return child.returncode, None, finished_run(os.path.join(place["runs"], run)) if comes_back else None


def finished_run(folder):
    """A finished run's folder as the bytes of a tar archive, without its checkpoints."""
    try:
        with open(os.path.join(folder, "run.json"), encoding="utf8") as file:
            if json.load(file)["state"] != "finished":
                return None
    except FileNotFoundError:
        return None
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name in sorted(os.listdir(folder)):
            if name != "checkpoints" and not name.startswith("."):
                tar.add(os.path.join(folder, name), arcname=name)
    return archive.getvalue()
