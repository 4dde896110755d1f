"""Makes calls with boto3, one for each line of stdin. Usage: iam_calls.py ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY.

A line is {"id": number, "parameters": [operation, parameters, at]}; its answer is {"id": number, "answer": {"output"} or {"refused"}}. `at` may have
another service than IAM, and another key: {"service", "key": {"accessKeyId", "secretAccessKey", "sessionToken"}}. Bytes are in base64, a
body that streams is text.
"""
import base64
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

CLIENTS = {}


def client_of(service="iam", key=None):
    key = key or {"accessKeyId": sys.argv[2], "secretAccessKey": sys.argv[3]}
    place = (service, key["accessKeyId"])
    if place not in CLIENTS:
        CLIENTS[place] = boto3.client(
            service,
            endpoint_url=sys.argv[1],
            region_name="us-east-1",
            aws_access_key_id=key["accessKeyId"],
            aws_secret_access_key=key["secretAccessKey"],
            aws_session_token=key.get("sessionToken"),
            config=Config(retries={"total_max_attempts": 1}),
        )
    return CLIENTS[place]


def outcome(operation, parameters, at=None):
    try:
        output = getattr(client_of(**(at or {})), xform_name(operation))(**parameters)
    except ClientError as error:
        return {"refused": [error.response["Error"]["Code"], error.response["Error"]["Message"]]}
    output.pop("ResponseMetadata")
    return {"output": output}


def plain(value):
    if hasattr(value, "read"):
        return value.read().decode()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


for line in sys.stdin:
    asked = json.loads(line)
    answer = {"id": asked["id"], "answer": outcome(*asked["parameters"])}
    print(json.dumps(answer, default=plain), flush=True)
