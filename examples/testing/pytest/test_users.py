import pytest
from botocore.exceptions import ClientError


def test_a_user_without_a_policy_may_do_nothing(daypass):
    iam = daypass.client("iam")
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    with pytest.raises(ClientError, match="is not authorized to perform: iam:ListUsers"):
        daypass.client("iam", key).list_users()


def test_starts_with_the_users_of_the_fixture(daypass):
    iam = daypass.client("iam")
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["ann"]
    assert iam.list_access_keys(UserName="ann")["AccessKeyMetadata"] == []
    iam.create_user(UserName="bob")


def test_starts_with_them_again(daypass):
    assert [user["UserName"] for user in daypass.client("iam").list_users()["Users"]] == ["ann"]


def test_boto3_tries_again_when_it_is_throttled(daypass):
    daypass.command("fault", operation="iam:GetUser", kind="throttling", times=2)
    answer = daypass.client("iam").get_user(UserName="ann")
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
