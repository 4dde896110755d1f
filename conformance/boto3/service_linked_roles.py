"""Makes, finds and deletes a service-linked role with boto3. Usage: service_linked_roles.py ENDPOINT, with {"root": key} on stdin; prints one JSON object."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

ROOT = json.load(sys.stdin)["root"]
session = boto3.Session(ROOT["accessKeyId"], ROOT["secretAccessKey"], region_name="us-east-1")
iam = session.client("iam", endpoint_url=sys.argv[1])
ROLE = "AWSServiceRoleForBatch"


def refusal(operation, **parameters):
    try:
        getattr(iam, operation)(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "served"


made = iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com")["Role"]
role = iam.get_role(RoleName=ROLE)["Role"]
attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
refused = [
    refusal("create_service_linked_role", AWSServiceName="batch.amazonaws.com"),
    refusal("delete_role", RoleName=ROLE),
    refusal("update_assume_role_policy", RoleName=ROLE, PolicyDocument=json.dumps(role["AssumeRolePolicyDocument"])),
    refusal("put_role_policy", RoleName=ROLE, PolicyName="p", PolicyDocument="{}"),
]
described = iam.update_role_description(RoleName=ROLE, Description="ours")["Role"]["Description"]
task = iam.delete_service_linked_role(RoleName=ROLE)["DeletionTaskId"]

print(
    json.dumps(
        {
            "made": made["Arn"],
            "trust": role["AssumeRolePolicyDocument"],
            "attached": [policy["PolicyName"] for policy in attached],
            "refused": refused,
            "described": described,
            "status": iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"],
            "again": refusal("get_role", RoleName=ROLE),
        }
    )
)
