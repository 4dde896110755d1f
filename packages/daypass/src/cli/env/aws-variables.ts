/**
 * Variables from which AWS clients take an identity, or a part of one (AWS SDKs and Tools reference guide, "Environment variables"; the older names
 * of boto and the first Java SDK).
 */
export const IDENTITY_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_ACCOUNT_ID',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
] as const

/** Variables that make AWS clients use another server than AWS_ENDPOINT_URL, or ignore that variable. */
const ENDPOINT_VARIABLES = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_IAM',
  'AWS_ENDPOINT_URL_S3',
  'AWS_ENDPOINT_URL_ACCOUNT',
  'AWS_ENDPOINT_URL_DAYPASS',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT',
] as const

/**
 * There is one for every AWS service (`AWS_ENDPOINT_URL_DYNAMODB`), and Terraform has its own (`TF_AWS_S3_ENDPOINT`). Only names that a shell accepts
 * unquoted.
 */
const LEADS_ELSEWHERE = /^(?:TF_)?AWS_[A-Z0-9_]*ENDPOINT[A-Z0-9_]*$/

/** Every variable that could make an AWS client use another server or identity: the known names, and those that are set now. */
export function misleadingVariables(environment: NodeJS.ProcessEnv): string[] {
  const here = Object.keys(environment).filter((name) => LEADS_ELSEWHERE.test(name))
  return [...new Set<string>([...IDENTITY_VARIABLES, ...ENDPOINT_VARIABLES, ...here.sort()])]
}
