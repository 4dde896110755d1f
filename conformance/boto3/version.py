import boto3, json; print(json.dumps(boto3.__version__))
