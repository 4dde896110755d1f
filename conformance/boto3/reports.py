"""Reports with boto3. Usage: reports.py ENDPOINT, with {"root": key} on stdin; prints one JSON object."""
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
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
for number in range(3):
    iam.create_user(UserName="user%d" % number)
    iam.put_user_policy(UserName="user%d" % number, PolicyName="mine", PolicyDocument=json.dumps(POLICY))
arn = iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(POLICY))["Policy"]["Arn"]
pages = iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 2})
details = pages.build_full_result()
try:
    iam.get_credential_report()
    refused = None
except ClientError as error:
    refused = [type(error).__name__, error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
while iam.generate_credential_report()["State"] != "COMPLETE":
    pass
report = iam.get_credential_report()
job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
accessed = iam.get_service_last_accessed_details(JobId=job)
print(
    json.dumps(
        {
            "users": [[user["UserName"], user["UserPolicyList"][0]["PolicyDocument"] == POLICY] for user in details["UserDetailList"]],
            "versions": [[version["Document"] == POLICY for version in policy["PolicyVersionList"]] for policy in details["Policies"]],
            "refused": refused,
            "lines": len(report["Content"].decode().splitlines()),
            "root": iam.get_access_key_last_used(AccessKeyId=KEY["accessKeyId"])["AccessKeyLastUsed"]["ServiceName"],
            "services": [service["ServiceName"] for service in accessed["ServicesLastAccessed"]],
            "status": accessed["JobStatus"],
        }
    )
)
