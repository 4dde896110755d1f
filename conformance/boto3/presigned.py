"""URLs and forms as boto3 presigns them, by default and with version 4, by a user and by a session of a role; forms are sent with curl.

    presigned.py endpoint   with {"key": ...} on stdin
"""
import json
import subprocess
import sys
import urllib.error
import urllib.request

import boto3
from botocore.config import Config

ENDPOINT = sys.argv[1]
BUCKET = 'presigned-by-boto3'
REGION = 'us-east-1'


def clients(access_key_id, secret_access_key, token=None):
    by = dict(aws_access_key_id=access_key_id, aws_secret_access_key=secret_access_key, aws_session_token=token)
    make = lambda service, **more: boto3.client(service, endpoint_url=ENDPOINT, region_name=REGION, **by, **more)
    return {'sts': make('sts'), 'iam': make('iam'), 'default': make('s3'), 's3v4': make('s3', config=Config(signature_version='s3v4'))}


key = json.load(sys.stdin)['key']
root = clients(key['accessKeyId'], key['secretAccessKey'])
root['default'].create_bucket(Bucket=BUCKET)


def role_clients():
    """A session of a role that may do everything below in/, and nothing else."""
    user = root['iam'].create_user(UserName='presigner')['User']
    made = root['iam'].create_access_key(UserName='presigner')['AccessKey']
    trust = {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Principal': {'AWS': user['Arn']}, 'Action': 'sts:AssumeRole'}}
    may = {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:*', 'Resource': f'arn:aws:s3:::{BUCKET}/in/*'}}
    role = root['iam'].create_role(RoleName='presigned', AssumeRolePolicyDocument=json.dumps(trust))['Role']
    root['iam'].put_role_policy(RoleName='presigned', PolicyName='in', PolicyDocument=json.dumps(may))
    sts = clients(made['AccessKeyId'], made['SecretAccessKey'])['sts']
    session = sts.assume_role(RoleArn=role['Arn'], RoleSessionName='session')['Credentials']
    return clients(session['AccessKeyId'], session['SecretAccessKey'], session['SessionToken'])


def send(url, method='GET', body=None, headers=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}, method=method)) as answer:
            return [answer.status, answer.read().decode()]
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        return [error.code, text[text.find('<Code>') + 6:text.find('</Code>')]]


def urls(s3, name):
    at = {'Bucket': BUCKET, 'Key': name}
    sign = lambda call, **more: s3.generate_presigned_url(call, Params={**at, **more}, ExpiresIn=60)
    put = sign('put_object', ContentType='text/plain', Metadata={'owner': 'me'})
    sent = {'Content-Type': 'text/plain'}
    if 'X-Amz-Signature' in put:
        sent['x-amz-meta-owner'] = 'me'
    return {
        'version': 4 if 'X-Amz-Signature' in put else 2,
        'put': send(put, 'PUT', b'hello', sent)[0],
        'other type': send(put, 'PUT', b'hello', {**sent, 'Content-Type': 'text/html'})[1],
        'get': send(sign('get_object', ResponseContentDisposition='attachment; filename="a b&c.txt"')),
        'head': send(sign('head_object'), 'HEAD')[0],
        'head as get': send(sign('get_object'), 'HEAD')[0],
        'delete': send(sign('delete_object'), 'DELETE')[0],
        'gone': send(sign('get_object'))[0],
    }


def curl(form, content='hello', name='f.txt'):
    args = ['/usr/bin/curl', '-s', '-o', '-', '-w', '\n%{http_code}']
    for field, value in form['fields'].items():
        args += ['--form-string', f'{field}={value}']
    out = subprocess.run([*args, '-F', f'file=@-;filename={name}', form['url']], input=content.encode(), capture_output=True, check=True).stdout.decode()
    text, status = out.rsplit('\n', 1)
    code = text[text.find('<Code>') + 6:text.find('</Code>')] if '<Code>' in text else ''
    return [int(status), code]


def forms(s3, prefix):
    make = lambda name, fields=None, conditions=None: s3.generate_presigned_post(BUCKET, prefix + name, fields, conditions, ExpiresIn=60)
    sized = make('sized', None, [['content-length-range', 1, 10]])
    other = make('mine')
    other['fields']['key'] = prefix + 'yours'
    created = make('created', {'success_action_status': '201'}, [{'success_action_status': '201'}])
    return {
        'plain': curl(make('plain')),
        'named': curl(make('${filename}'), name='named.txt'),
        'created': curl(created)[0],
        'sized': [curl(sized, 'x' * size) for size in (10, 11)],
        'another key': curl(other),
        'large': curl(make('large'), 'x' * 3_000_000)[0],
    }


role = role_clients()
print(json.dumps({
    'urls': {f'{who} {how}': urls(c[how], 'in/url') for who, c in (('root', root), ('role', role)) for how in ('default', 's3v4')},
    'forms': {f'{who} {how}': forms(c[how], 'in/') for who, c in (('root', root), ('role', role)) for how in ('default', 's3v4')},
    'outside': [send(role[how].generate_presigned_url('get_object', Params={'Bucket': BUCKET, 'Key': 'out'}))[1] for how in ('default', 's3v4')],
    'form outside': [curl(role[how].generate_presigned_post(BUCKET, 'out'))[1] for how in ('default', 's3v4')],
    # botocore 1.29 signs the query of list_objects_v2 and of subresources in a form of its own; later ones do not.
    'list': send(root['default'].generate_presigned_url('list_objects', Params={'Bucket': BUCKET, 'Prefix': 'in/named'}))[1].count('<Key>'),
    'stored': root['default'].get_object(Bucket=BUCKET, Key='in/named.txt')['Body'].read().decode(),
    'size': root['default'].head_object(Bucket=BUCKET, Key='in/large')['ContentLength'],
}))
