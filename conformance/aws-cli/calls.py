"""One process for many calls of the AWS CLI: its code is loaded once, and each call is a fork of it that ends as `aws` ends.

Reads one call a line from stdin, {"id", "asked": {"args", "environment"}}, and prints one answer a line, {"id", "answer": {"code", "stdout",
"stderr"}}, in the order in which the calls end.
"""

import fcntl
import gc
import json
import os
import signal
import sys

from awscli.clidriver import AWSCLIEntryPoint, create_clidriver

LIMIT_SECONDS = 60


def run_cli(driver, call, stdout, stderr):
    """In a process of its own: becomes the AWS CLI with these arguments."""
    signal.alarm(LIMIT_SECONDS)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.environ.update(call["environment"])
    sys.argv = ["/usr/bin/aws", *call["args"]]
    code = AWSCLIEntryPoint(driver).main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def text_of(file):
    """What was written to a file that only this process and its children know."""
    os.lseek(file, 0, os.SEEK_SET)
    with os.fdopen(file, "rb") as opened:
        return opened.read().decode()


def answer(driver, question, lock):
    """In a process of its own: waits for the AWS CLI and prints the answer, one process at a time."""
    stdout, stderr = os.memfd_create("stdout"), os.memfd_create("stderr")
    child = os.fork()
    if child == 0:
        run_cli(driver, question["asked"], stdout, stderr)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # The code of a process that a signal ended is negative; Node has none for it.
    told = {"code": code if code >= 0 else None, "stdout": text_of(stdout), "stderr": text_of(stderr)}
    fcntl.lockf(lock, fcntl.LOCK_EX)
    sys.stdout.write(json.dumps({"id": question["id"], "answer": told}) + "\n")
    sys.stdout.flush()
    os._exit(0)


def main():
    driver = create_clidriver()
    for service in ("iam", "s3", "sts"):
        driver.session.get_service_model(service)
    gc.freeze()
    lock = os.memfd_create("lock")
    for line in sys.stdin:
        if os.fork() == 0:
            answer(driver, json.loads(line), lock)
    # Their answers told that they ended; waiting for them counts the time they took.
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


main()
