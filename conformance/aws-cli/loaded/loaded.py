"""The AWS CLI, loaded once: each call is a fork of it, and behaves as if /usr/bin/aws had been started.

Usage: loaded.py SOCKET. The program `aws` in the same folder sends the calls. Prints a line when it listens; ends when its stdin ends, and with 3 if
the CLI of this machine cannot be loaded into this Python.
"""

import gc
import json
import os
import select
import socket
import sys

try:
    from awscli.clidriver import AWSCLIEntryPoint, create_clidriver
except ImportError as error:
    print(f"every call starts the AWS CLI, which takes longer: {error}", file=sys.stderr)
    sys.exit(3)

# The package sets it when it is imported.
DATA_PATH = {"AWS_DATA_PATH": os.environ["AWS_DATA_PATH"]}


def load_models():
    """Reads what most calls read; returns what keeps it in memory."""
    session = create_clidriver().session
    for service in ("iam", "s3", "sts"):
        session.get_service_model(service)
    return session.get_component("data_loader")


def run(loader, call, files):
    """In a separate process: becomes `aws`."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(call["folder"])
    os.environ.clear()
    os.environ.update({**call["environment"], **DATA_PATH})
    sys.argv = ["/usr/bin/aws", *call["args"]]
    driver = create_clidriver(sys.argv[1:])
    driver.session.register_component("data_loader", loader)
    code = AWSCLIEntryPoint(driver).main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # A normal exit would free memory shared with the process that loaded the CLI, which would copy it first: half of the time of a call.
    os._exit(code or 0)


def answer(loader, caller):
    """In a separate process: runs one call and reports its exit code."""
    text, files, _, _ = socket.recv_fds(caller, 65536, 3)
    while piece := caller.recv(65536):
        text += piece
    child = os.fork()
    if child == 0:
        caller.close()
        run(loader, json.loads(text), files)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # Like a shell: the exit code of a process that was ended by a signal.
    caller.sendall(str(code if code >= 0 else 128 - code).encode())
    os._exit(0)


def main():
    loader = load_models()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(sys.argv[1])
        door.listen(64)
        print("listening", flush=True)
        while door in select.select([door, 0], [], [])[0]:
            caller, _ = door.accept()
            if os.fork() == 0:
                answer(loader, caller)
            caller.close()
    # The callers already have their exit codes; waiting here counts the time of their calls.
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


main()
