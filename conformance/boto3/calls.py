"""Calls of any service, each with a key of its own or unsigned. Every host name leads to the server.

calls.py HOST PORT   with lines {"id", "parameters": {"service", "operation", "key"?, "parameters", "endpoint"?, "region"?, "signature"?}} on stdin
"""
import json
import re
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])


def resolve(*_args, **_kwargs):
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (host, port))]


socket.getaddrinfo = resolve

import boto3
from boto3.exceptions import S3UploadFailedError
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

clients = {}


def client_of(service, key, endpoint, region, signature):
    known = (service, json.dumps(key), endpoint, region, signature)
    if known not in clients:
        config = Config(s3={'addressing_style': 'path'}, retries={'max_attempts': 1}, signature_version=signature)
        if key is None:
            config = config.merge(Config(signature_version=UNSIGNED))
        signing = {} if key is None else {
            'aws_access_key_id': key['accessKeyId'],
            'aws_secret_access_key': key['secretAccessKey'],
            'aws_session_token': key.get('sessionToken'),
        }
        clients[known] = boto3.Session().client(
            service, region_name=region, config=config, use_ssl=False, endpoint_url=endpoint, **signing)
    return clients[known]


def shown(value):
    if isinstance(value, dict):
        return {name: shown(one) for name, one in value.items() if name != 'ResponseMetadata'}
    if isinstance(value, list):
        return [shown(one) for one in value]
    if hasattr(value, 'read'):
        return value.read().decode()
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def call(service, operation, parameters, key=None, endpoint=f'http://localhost:{port}', region='us-east-1', signature=None):
    """The answer, or the code of the error and its message."""
    try:
        return {'output': shown(getattr(client_of(service, key, endpoint, region, signature), operation)(**parameters))}
    except ClientError as error:
        told = error.response['Error']
        return {'code': told['Code'], 'message': told['Message'], 'status': error.response['ResponseMetadata']['HTTPStatusCode']}
    except S3UploadFailedError as error:
        # upload_file has the error of its request only in its text.
        code, message = re.search(r'An error occurred \((\w+)\) when calling the \w+ operation: (.*)', str(error), re.S).groups()
        return {'code': code, 'message': message}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({'id': request['id'], 'answer': call(**request['parameters'])}), flush=True)
