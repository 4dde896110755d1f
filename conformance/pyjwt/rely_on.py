"""A relying party: verifies tokens with what their issuer publishes, with PyJWT and no code of daypass.

{"issuer", "audience", "tokens"} on stdin; prints for each token its claims, or why it is refused.
"""
import json
import sys
from urllib.request import urlopen

import jwt

given = json.load(sys.stdin)
issuer, audience = given["issuer"], given["audience"]
with urlopen(f"{issuer}/.well-known/openid-configuration") as answer:
    configuration = json.load(answer)
algorithms = configuration["id_token_signing_alg_values_supported"]
client = jwt.PyJWKClient(configuration["jwks_uri"])


def verify(token):
    try:
        key = client.get_signing_key_from_jwt(token).key
        required = {"require": ["iss", "aud", "sub", "iat", "exp", "jti"]}
        return jwt.decode(token, key, algorithms=algorithms, audience=audience, issuer=configuration["issuer"], options=required)
    except (jwt.InvalidTokenError, jwt.PyJWKClientError) as error:
        return type(error).__name__


print(json.dumps([verify(token) for token in given["tokens"]]))
