"""Policy simulation with boto3. Usage: simulation.py ENDPOINT, with {"root": key} on stdin; prints one JSON object."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

KEY = json.load(sys.stdin)["root"]
iam = boto3.client(
    "iam",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id=KEY["accessKeyId"],
    aws_secret_access_key=KEY["secretAccessKey"],
)
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"},
    ],
}
user = iam.create_user(UserName="ann")["User"]
iam.put_user_policy(UserName="ann", PolicyName="mine", PolicyDocument=json.dumps(POLICY))
simulated = iam.simulate_principal_policy(PolicySourceArn=user["Arn"], ActionNames=["s3:GetObject", "s3:PutObject"])
actions = ["s3:Action%d" % number for number in range(5)]
pages = iam.get_paginator("simulate_custom_policy").paginate(
    PolicyInputList=[json.dumps(POLICY)], ActionNames=actions, PaginationConfig={"PageSize": 2}
)
try:
    iam.simulate_custom_policy(PolicyInputList=["{}"], ActionNames=["s3:GetObject"])
    refused = None
except ClientError as error:
    refused = [type(error).__name__, error.response["Error"]["Code"]]
print(
    json.dumps(
        {
            "principal": simulated["EvaluationResults"],
            "truncated": simulated["IsTruncated"],
            "pages": [[result["EvalActionName"] for result in page["EvaluationResults"]] for page in pages],
            "refused": refused,
        }
    )
)
