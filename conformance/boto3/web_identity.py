"""A session whose credentials come from a web identity token in a file, as the environment says. Each line on stdin asks who it is now.

web_identity.py ENDPOINT ROLE TOKEN_FILE   with lines {"id"} on stdin
"""
import json
import os
import sys

endpoint, role, token_file = sys.argv[1:]
os.environ.update({
    'AWS_ENDPOINT_URL': endpoint, 'AWS_ROLE_ARN': role, 'AWS_WEB_IDENTITY_TOKEN_FILE': token_file, 'AWS_ROLE_SESSION_NAME': 'boto3',
})

import boto3
import botocore.session

session = botocore.session.get_session()
provider = session.get_component('credential_provider').get_provider('assume-role-with-web-identity')
# This botocore has no AWS_ENDPOINT_URL yet: the client that assumes the role is told the endpoint as the others are.
make_client = provider._client_creator
provider._client_creator = lambda name, **options: make_client(name, **{**options, 'endpoint_url': endpoint})
sts = boto3.Session(botocore_session=session).client('sts', endpoint_url=endpoint)

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {'arn': sts.get_caller_identity()['Arn'], 'key': session.get_credentials().get_frozen_credentials().access_key}
    except Exception as error:  # told to the test
        answer = {'error': str(error)}
    print(json.dumps({'id': request['id'], 'answer': answer}), flush=True)
