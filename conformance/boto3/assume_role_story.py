"""The assume-role story with boto3: prints one JSON object per step, which the test in the same folder compares with the expected result.

Reads lines from stdin: {"id", "parameters": {"step", "endpoint", "keys": {"root": key, "user": key, "session": key}}}.
"""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT = "000000000000"
USER = f"arn:aws:iam::{ACCOUNT}:user/test-user"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/test-role"


def client(service, key, **config):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=key["accessKeyId"],
        aws_secret_access_key=key["secretAccessKey"],
        aws_session_token=key.get("sessionToken"),
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        answer = error.response
        return [answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]]
    return ["", "the call succeeded", 200]


def trust(principal):
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def key_of(made):
    token = {"sessionToken": made["SessionToken"]} if "SessionToken" in made else {}
    return {"accessKeyId": made["AccessKeyId"], "secretAccessKey": made["SecretAccessKey"], **token}


def prepare(keys):
    iam, s3 = client("iam", keys["root"]), client("s3", keys["root"])
    user = iam.create_user(UserName="test-user")["User"]
    made = iam.create_access_key(UserName="test-user")["AccessKey"]
    s3.create_bucket(Bucket="bogo-test")
    put = s3.put_object(Bucket="bogo-test", Key="hello.txt", Body=b"hello, world\n")
    return {"arn": user["Arn"], "etag": put["ETag"], "key": key_of(made)}


def refused(keys):
    iam, sts, s3 = client("iam", keys["root"]), client("sts", keys["user"]), client("s3", keys["user"])
    iam.create_user(UserName="stranger")
    other = trust(f"arn:aws:iam::{ACCOUNT}:user/stranger")
    iam.create_role(RoleName="other-role", AssumeRolePolicyDocument=json.dumps(other))
    untrusting = f"arn:aws:iam::{ACCOUNT}:role/other-role"
    return {
        "list": refusal(s3.list_buckets),
        "untrusting": refusal(sts.assume_role, RoleArn=untrusting, RoleSessionName="s3-access-example"),
        "missing": refusal(sts.assume_role, RoleArn=ROLE, RoleSessionName="s3-access-example"),
    }


def allow(keys):
    iam = client("iam", keys["root"])
    role = iam.create_role(RoleName="test-role", AssumeRolePolicyDocument=json.dumps(trust(USER)))["Role"]
    iam.attach_role_policy(RoleName="test-role", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    return {"arn": role["Arn"], "trust": role["AssumeRolePolicyDocument"] == trust(USER)}


def assume(keys):
    answer = client("sts", keys["user"]).assume_role(RoleArn=ROLE, RoleSessionName="s3-access-example")
    key = key_of(answer["Credentials"])
    seconds = answer["Credentials"]["Expiration"].timestamp()
    return {"user": answer["AssumedRoleUser"], "expires": seconds, "key": key}


def use(keys):
    sts, s3 = client("sts", keys["session"]), client("s3", keys["session"])
    return {
        "buckets": [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]],
        "body": s3.get_object(Bucket="bogo-test", Key="hello.txt")["Body"].read().decode(),
        "make": refusal(s3.create_bucket, Bucket="another-bucket"),
        "identity": sts.get_caller_identity()["Arn"],
    }


def forge(keys):
    wrong = {**keys["user"], "secretAccessKey": "w" * 40}
    mixed = {**keys["user"], "sessionToken": keys["session"]["sessionToken"]}
    return {
        "sts": refusal(client("sts", wrong).get_caller_identity),
        "s3": refusal(client("s3", wrong).list_buckets),
        "mixed": refusal(client("iam", mixed).list_users),
        "mixedS3": refusal(client("s3", mixed).list_buckets),
    }


def expired(keys):
    return {
        "sts": refusal(client("sts", keys["session"]).get_caller_identity),
        "iam": refusal(client("iam", keys["session"]).list_users),
        "s3": refusal(client("s3", keys["session"]).list_buckets),
        "user": client("sts", keys["user"]).get_caller_identity()["Arn"],
    }


STEPS = {step.__name__: step for step in (prepare, refused, allow, assume, use, forge, expired)}
for line in sys.stdin:
    request = json.loads(line)
    parameters = request["parameters"]
    endpoint = parameters["endpoint"]
    print(json.dumps({"id": request["id"], "answer": STEPS[parameters["step"]](parameters["keys"])}), flush=True)
