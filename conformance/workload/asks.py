# Prints who it is for every line of its input: the key id and the ARN, with nothing but the environment. A number in the line moves the clock by which
# boto3 renews credentials, in seconds: what an instance has for less than 15 minutes, it takes for credentials that AWS could not renew in time, and
# keeps for some minutes more.
import datetime
import os
import sys

import boto3

session = boto3.Session()
sts = session.client('sts', endpoint_url=os.environ['AWS_ENDPOINT_URL'])
for line in sys.stdin:
    if line.strip():
        later = datetime.timedelta(seconds=int(line))
        session.get_credentials()._time_fetcher = lambda: datetime.datetime.now(datetime.timezone.utc) + later
    try:
        arn = sts.get_caller_identity()['Arn']
        print(session.get_credentials().access_key, arn, flush=True)
    except Exception as error:
        print(type(error).__name__, error, flush=True)
