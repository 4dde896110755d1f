"""Waits for an instance with the waiters of boto3, and reads pages. Usage: instances.py ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY.

Somebody else moves the clock of the server meanwhile. Prints JSON: the states that were waited for, the sizes of pages, and instances by region.
"""
import json
import sys

import boto3


def resource_of(region):
    return boto3.resource(
        "ec2",
        endpoint_url=sys.argv[1],
        region_name=region,
        aws_access_key_id=sys.argv[2],
        aws_secret_access_key=sys.argv[3],
    )


def count(reservations):
    return sum(len(one["Instances"]) for one in reservations)


ec2 = resource_of("us-east-1")
client = ec2.meta.client
image = client.describe_images(Filters=[{"Name": "name", "Values": ["al2023-*-x86_64"]}])["Images"][0]["ImageId"]
(instance,) = ec2.create_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro")
often = {"Delay": 1, "MaxAttempts": 40}
waited = []
ids = [instance.id]


def wait_for(waiter, state):
    client.get_waiter(waiter).wait(InstanceIds=ids, WaiterConfig=often)
    waited.append(state)


wait_for("instance_running", "running")
wait_for("instance_status_ok", "ok")
instance.stop()
wait_for("instance_stopped", "stopped")
instance.terminate()
wait_for("instance_terminated", "terminated")
instance.reload()
for number in (20, 3):
    ec2.create_instances(ImageId=image, MinCount=number, MaxCount=number)
running = [{"Name": "instance-state-name", "Values": ["pending", "running"]}]
pages = client.get_paginator("describe_instances").paginate(Filters=running, PaginationConfig={"PageSize": 10})
sizes = [count(page["Reservations"]) for page in pages]
regions = {
    region: sum(1 for _one in resource_of(region).instances.all()) for region in ("us-east-1", "eu-west-1")
}
print(json.dumps({"waited": waited, "pages": sizes, "again": instance.state["Name"], "regions": regions}))
