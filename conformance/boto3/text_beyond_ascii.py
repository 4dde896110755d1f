"""Non-ASCII names and headers, as boto3 sends and reads them.

    text_beyond_ascii.py endpoint   with {"key": ...} on stdin
"""
import json
import sys
import urllib.error
import urllib.request

import boto3
from botocore.config import Config

key = json.load(sys.stdin)['key']
s3 = boto3.client(
    's3',
    endpoint_url=sys.argv[1],
    region_name='us-east-1',
    aws_access_key_id=key['accessKeyId'],
    aws_secret_access_key=key['secretAccessKey'],
    config=Config(signature_version='s3v4', s3={'addressing_style': 'path'}),
)
bucket = 'beyond-ascii'
s3.create_bucket(Bucket=bucket)


def kept(disposition):
    """What a reader gets for a header that was put. boto3 sends a header in UTF-8, and reads it in ISO-8859-1."""
    s3.put_object(Bucket=bucket, Key='headed', Body=b'x', ContentDisposition=disposition)
    got = s3.get_object(Bucket=bucket, Key='headed')
    head = s3.head_object(Bucket=bucket, Key='headed')
    read = [one['ContentDisposition'].encode('latin-1').decode() for one in (got, head)]
    return [*read, got['Body'].read().decode()]


def override(disposition):
    params = {'Bucket': bucket, 'Key': 'headed', 'ResponseContentDisposition': disposition}
    url = s3.generate_presigned_url('get_object', Params=params, ExpiresIn=60)
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.headers['Content-Disposition']
    except urllib.error.HTTPError as error:
        return error.read().decode()


def listed():
    names = ['lib++docs', 'lib  docs', 'a\x01', 'a\x19', 'a\ufffe']
    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=name.encode())
    found = [one['Key'] for one in s3.list_objects_v2(Bucket=bucket)['Contents'] if one['Key'] != 'headed']
    return [sorted(found) == sorted(names), [s3.get_object(Bucket=bucket, Key=name)['Body'].read().decode() for name in names] == names]


def empty():
    s3.put_object(Bucket=bucket, Key='empty', Body=b'')
    last = s3.get_object(Bucket=bucket, Key='empty', Range='bytes=-1')
    return [last['ResponseMetadata']['HTTPStatusCode'], last['Body'].read().decode()]


print(json.dumps({
    'kept': [kept('inline; filename="这.md"'), kept('inline; filename="café.md"')],
    'shown': override('inline; filename="café.md"'),
    'refused': override('inline; filename="这.md"'),
    'listed': listed(),
    'empty': empty(),
}))
