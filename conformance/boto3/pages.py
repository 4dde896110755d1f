"""Listings over many pages with boto3's paginators. Usage: pages.py ENDPOINT, with {"root": key} on stdin; prints one JSON object."""
import json
import sys

import boto3

KEY = json.load(sys.stdin)["root"]
SETTINGS = {
    "endpoint_url": sys.argv[1],
    "region_name": "us-east-1",
    "aws_access_key_id": KEY["accessKeyId"],
    "aws_secret_access_key": KEY["secretAccessKey"],
}
iam = boto3.client("iam", **SETTINGS)
s3 = boto3.client("s3", **SETTINGS)


def walk(client, operation, member, **parameters):
    pages = list(client.get_paginator(operation).paginate(**parameters))
    return {"pages": len(pages), "items": [item for page in pages for item in page.get(member, [])]}


for i in range(25):
    iam.create_user(UserName=f"user-{i:02}", Path="/even/" if i % 2 == 0 else "/odd/")
s3.create_bucket(Bucket="pages")
for i in range(25):
    s3.put_object(Bucket="pages", Key=f"folder-{i % 5}/object {i:02}+é", Body=b"")

users = walk(iam, "list_users", "Users", PaginationConfig={"PageSize": 10})
odd = walk(iam, "list_users", "Users", PathPrefix="/odd/", PaginationConfig={"PageSize": 5})
policies = walk(iam, "list_policies", "Policies", Scope="AWS", PaginationConfig={"PageSize": 100})
objects = walk(s3, "list_objects_v2", "Contents", Bucket="pages", PaginationConfig={"PageSize": 7})
old = walk(s3, "list_objects", "Contents", Bucket="pages", PaginationConfig={"PageSize": 7})
folders = walk(s3, "list_objects_v2", "CommonPrefixes", Bucket="pages", Delimiter="/", PaginationConfig={"PageSize": 2})

print(
    json.dumps(
        {
            "users": [users["pages"], [user["UserName"] for user in users["items"]]],
            "odd": [odd["pages"], [user["UserName"] for user in odd["items"]]],
            "policies": [policies["pages"], len(policies["items"]), len({one["Arn"] for one in policies["items"]})],
            "objects": [objects["pages"], [one["Key"] for one in objects["items"]]],
            "old": [old["pages"], [one["Key"] for one in old["items"]]],
            "folders": [folders["pages"], [one["Prefix"] for one in folders["items"]]],
        }
    )
)
