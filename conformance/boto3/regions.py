"""A client that nobody pointed at us: it finds STS by the names of AWS, and DNS leads all of them here.

    regions.py host port   with {"key": ..., "region": ...} on stdin
"""
import json
import os
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
given = json.load(sys.stdin)
found = []


def resolve(name, *_args, **_kwargs):
    found.append(name)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (host, port))]


socket.getaddrinfo = resolve
os.environ['AWS_STS_REGIONAL_ENDPOINTS'] = given['mode']

import boto3
from botocore.exceptions import ClientError

key = given['key']
sts = boto3.client(
    'sts',
    region_name=given['region'],
    use_ssl=False,
    aws_access_key_id=key['accessKeyId'],
    aws_secret_access_key=key['secretAccessKey'],
    aws_session_token=key.get('sessionToken'),
)
try:
    token = sts.get_session_token()['Credentials']['SessionToken']
    print(json.dumps({'host': found[0], 'token': token[:16]}))
except ClientError as error:
    print(json.dumps({'host': found[0], 'code': error.response['Error']['Code']}))
