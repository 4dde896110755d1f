# What the pages of this folder begin with, for a shell beside a running server: `. docs/begin.sh` (bash or zsh, in the folder of the clone).
# It makes a user test-user with a key, a bucket bogo-test with hello.txt, and a role test-role that the user may assume and that may read S3.
# It leaves the shell as the root user. A second time it makes what is missing, and a new key for the user.

# The root user of the installation. An error when the server cannot be found: the shell must not go on as somebody else.
as_root() { eval "$(./daypass env || echo false)"; }
# The user that the pages speak of.
as_user() {
  export AWS_ACCESS_KEY_ID="$USER_KEY" AWS_SECRET_ACCESS_KEY="$USER_SECRET"
  unset AWS_SESSION_TOKEN
}
# A session of a role: the arguments are those of `aws sts assume-role`.
assume() {
  read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<< "$(aws sts assume-role "$@" \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)"
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
}
# The AWS CLI reads AWS_ENDPOINT_URL since 2.13; older ones are told.
aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }

daypass_begin() {
  as_root || return
  if aws iam get-user --user-name test-user > /dev/null 2>&1; then
    for key in $(aws iam list-access-keys --user-name test-user --query 'AccessKeyMetadata[].[AccessKeyId]' --output text); do
      aws iam delete-access-key --user-name test-user --access-key-id "$key"
    done
  else
    aws iam create-user --user-name test-user > /dev/null || return
  fi
  read -r USER_KEY USER_SECRET <<< "$(aws iam create-access-key --user-name test-user \
    --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)"
  aws s3api head-bucket --bucket bogo-test 2> /dev/null || aws s3 mb s3://bogo-test > /dev/null
  echo "hello from daypass" | aws s3 cp - s3://bogo-test/hello.txt
  aws iam create-role --role-name test-role --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"AWS":"arn:aws:iam::000000000000:user/test-user"},"Action":"sts:AssumeRole"}]}' > /dev/null 2>&1
  aws iam attach-role-policy --role-name test-role --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
}
daypass_begin
