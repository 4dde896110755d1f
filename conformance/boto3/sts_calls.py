"""Makes calls of STS with boto3, one after the other, and prints the results as a JSON list.

Usage: sts_calls.py ENDPOINT, with [{"key": key, "operation": name, "parameters": {...}}] on stdin.
"""
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError


def client(key):
    return boto3.client(
        "sts",
        endpoint_url=sys.argv[1],
        region_name="us-east-1",
        aws_access_key_id=key["accessKeyId"],
        aws_secret_access_key=key["secretAccessKey"],
        aws_session_token=key.get("sessionToken"),
        config=Config(retries={"total_max_attempts": 1}),
    )


clients = {}


def outcome(call):
    key = call["key"]
    sts = clients.setdefault(key["accessKeyId"], client(key))
    try:
        output = getattr(sts, xform_name(call["operation"]))(**call["parameters"])
    except ClientError as error:
        answer = error.response
        return {"refused": [answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]]}
    output.pop("ResponseMetadata")
    return {"output": output}


print(json.dumps([outcome(call) for call in json.load(sys.stdin)], default=lambda time: time.isoformat()))
