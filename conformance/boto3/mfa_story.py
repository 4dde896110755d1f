"""MFA with boto3 and its own authenticator: prints one JSON object, which the test in the same folder compares with the expected result.

Usage: mfa_story.py ENDPOINT, with {"root": key} on stdin.
"""
import base64
import hashlib
import hmac
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/guarded"


def client(service, key_id, secret, token=None):
    return boto3.client(
        service,
        endpoint_url=sys.argv[1],
        region_name="us-east-1",
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}),
    )


def of(credentials):
    return [credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]]


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        answer = error.response
        return [answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]]
    return ["", "the call succeeded", 200]


def code(seed, steps):
    counter = (int(time.time()) // 30 + steps).to_bytes(8, "big")
    mac = hmac.new(base64.b32decode(seed), counter, hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start:start + 4], 'big') & 0x7FFFFFFF) % 1000000:06}"


def story(root):
    iam = client("iam", root["accessKeyId"], root["secretAccessKey"])
    iam.create_user(UserName="ann")
    policy = {"Effect": "Allow", "Action": ["iam:List*", "iam:GetMFADevice"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": policy})
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=document)
    demand = {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "60"}}
    user = f"arn:aws:iam::{ACCOUNT}:user/ann"
    trust = {"Effect": "Allow", "Principal": {"AWS": user}, "Action": "sts:AssumeRole", "Condition": demand}
    iam.create_role(RoleName="guarded", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": trust}))
    made = iam.create_access_key(UserName="ann")["AccessKey"]
    sts = client("sts", made["AccessKeyId"], made["SecretAccessKey"])

    def device(name):
        made = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        serial, seed = made["SerialNumber"], made["Base32StringSeed"]
        codes = {"AuthenticationCode1": code(seed, -1), "AuthenticationCode2": code(seed, 0)}
        wrong = refusal(
            iam.enable_mfa_device, UserName="ann", SerialNumber=serial, AuthenticationCode1=codes["AuthenticationCode2"],
            AuthenticationCode2=codes["AuthenticationCode1"],
        )
        iam.enable_mfa_device(UserName="ann", SerialNumber=serial, **codes)
        return {"SerialNumber": serial, "TokenCode": code(seed, 1)}, wrong, made["QRCodePNG"][:8].hex()

    (first, wrong, png), (second, _, _) = device("first"), device("second")
    proven = of(sts.get_session_token(**first)["Credentials"])
    assume = {"RoleArn": ROLE, "RoleSessionName": "session"}
    assumed = sts.assume_role(**assume, **second)
    return {
        "wrong": wrong,
        "png": png,
        "devices": [device["SerialNumber"] for device in client("iam", *proven).list_mfa_devices()["MFADevices"]],
        "virtual": [d["User"]["UserName"] for d in iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]],
        "unproven": refusal(client("iam", *of(sts.get_session_token()["Credentials"])).list_mfa_devices),
        "assumed": assumed["AssumedRoleUser"]["Arn"],
        "bySession": client("sts", *proven).assume_role(**assume)["AssumedRoleUser"]["Arn"],
        "reused": refusal(sts.assume_role, **assume, **second),
        "withoutCode": refusal(sts.assume_role, **assume),
        "half": refusal(sts.get_session_token, TokenCode="123456"),
    }


print(json.dumps(story(json.load(sys.stdin)["root"])))
