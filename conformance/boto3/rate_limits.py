"""Many calls at once, each of which waits and tries again when it is told to.

rate_limits.py ENDPOINT < key
"""
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

key = json.load(sys.stdin)
session = boto3.Session(
    aws_access_key_id=key['accessKeyId'], aws_secret_access_key=key['secretAccessKey'], region_name='us-east-1'
)
retries = {'mode': 'standard', 'max_attempts': 12}


def client(service):
    return session.client(service, endpoint_url=sys.argv[1], config=Config(retries=retries, max_pool_connections=8))


sts, s3 = client('sts'), client('s3')
calls = [sts.get_caller_identity, s3.list_buckets] * 4
with ThreadPoolExecutor(len(calls)) as pool:
    answers = list(pool.map(lambda call: call()['ResponseMetadata'], calls))
print(json.dumps({'statuses': [one['HTTPStatusCode'] for one in answers], 'retries': sum(one['RetryAttempts'] for one in answers)}))
