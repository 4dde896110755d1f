"""A client without an endpoint setting: it finds STS by the names of AWS, and DNS resolves all of them to the server.

regions.py HOST PORT   with lines {"id", "parameters": {"key", "region", "mode"}} on stdin
"""
import json
import os
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
found = []


def resolve(name, *_args, **_kwargs):
    found.append(name)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (host, port))]


socket.getaddrinfo = resolve

import boto3
from botocore.exceptions import ClientError


def begin(key, region, mode):
    """Begins a session with a new client that shares nothing with earlier ones."""
    found.clear()
    os.environ['AWS_STS_REGIONAL_ENDPOINTS'] = mode
    sts = boto3.Session().client(
        'sts',
        region_name=region,
        use_ssl=False,
        aws_access_key_id=key['accessKeyId'],
        aws_secret_access_key=key['secretAccessKey'],
        aws_session_token=key.get('sessionToken'),
    )
    try:
        token = sts.get_session_token()['Credentials']['SessionToken']
        return {'host': found[0], 'token': token[:16]}
    except ClientError as error:
        return {'host': found[0], 'code': error.response['Error']['Code']}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({'id': request['id'], 'answer': begin(**request['parameters'])}), flush=True)
