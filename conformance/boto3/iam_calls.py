"""Makes calls of IAM with boto3, one for each line of stdin. Usage: iam_calls.py ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY.

A line is {"id": number, "parameters": [operation, parameters]}; its answer is {"id": number, "answer": {"output"} or {"refused"}}.
"""
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

iam = boto3.client(
    "iam",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id=sys.argv[2],
    aws_secret_access_key=sys.argv[3],
    config=Config(retries={"total_max_attempts": 1}),
)


def outcome(operation, parameters):
    try:
        output = getattr(iam, xform_name(operation))(**parameters)
    except ClientError as error:
        return {"refused": [error.response["Error"]["Code"], error.response["Error"]["Message"]]}
    output.pop("ResponseMetadata")
    return {"output": output}


for line in sys.stdin:
    asked = json.loads(line)
    answer = {"id": asked["id"], "answer": outcome(*asked["parameters"])}
    print(json.dumps(answer, default=lambda time: time.isoformat()), flush=True)
