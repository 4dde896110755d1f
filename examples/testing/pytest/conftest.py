"""One daypass server for all tests, and its first state before each of them."""

import json
import os
import subprocess
import time
import urllib.request

import boto3
import pytest


class Daypass:
    """A server of its own process. DAYPASS names the command; by default it is on the PATH."""

    def __init__(self, folder):
        data = str(folder / "data")
        command = [os.environ.get("DAYPASS", "daypass"), "serve", "--dev", "--store", "memory", "--port", "0", "--data-dir", data]
        self.log = folder / "daypass.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdout=log)
        self.endpoint = self._endpoint()
        with open(os.path.join(data, "root-credentials.json"), encoding="utf-8") as file:
            self.root = json.load(file)

    def _endpoint(self):
        while self.process.poll() is None:
            time.sleep(0.05)
            for line in self.log.read_text().splitlines():
                if line.startswith("daypass is listening on "):
                    return line.split()[-1]
        raise RuntimeError("daypass has ended")

    def command(self, path, /, **parameters):
        """What --dev adds: clock, reset, snapshot, restore, fault."""
        request = urllib.request.Request(
            f"{self.endpoint}/_daypass/{path}", json.dumps(parameters).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def client(self, service, key=None):
        """A client of boto3, as the root user unless another key is given."""
        key = key or {"AccessKeyId": self.root["accessKeyId"], "SecretAccessKey": self.root["secretAccessKey"]}
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
            aws_session_token=key.get("SessionToken"),
        )

    def close(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Daypass(tmp_path_factory.mktemp("daypass"))
    try:
        running.client("iam").create_user(UserName="ann")
        running.command("snapshot", name="with-ann")
        yield running
    finally:
        running.close()


@pytest.fixture
def daypass(server):
    server.command("restore", name="with-ann")
    return server
