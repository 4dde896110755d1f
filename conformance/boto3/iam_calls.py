"""Makes calls of IAM with boto3, one for each line of stdin. Usage: iam_calls.py ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY.

A line is {"id": number, "parameters": [operation, parameters, key]}; without a key that of the arguments signs. Its answer is
{"id": number, "answer": {"output"} or {"refused"}}, with bytes in base64.
"""
import base64
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError


def client(access_key_id, secret_access_key):
    return boto3.client(
        "iam",
        endpoint_url=sys.argv[1],
        region_name="us-east-1",
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret_access_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


root = client(sys.argv[2], sys.argv[3])


def outcome(operation, parameters, key=None):
    iam = root if key is None else client(key["accessKeyId"], key["secretAccessKey"])
    try:
        output = getattr(iam, xform_name(operation))(**parameters)
    except ClientError as error:
        return {"refused": [error.response["Error"]["Code"], error.response["Error"]["Message"]]}
    output.pop("ResponseMetadata")
    return {"output": output}


def plain(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


for line in sys.stdin:
    asked = json.loads(line)
    answer = {"id": asked["id"], "answer": outcome(*asked["parameters"])}
    print(json.dumps(answer, default=plain), flush=True)
