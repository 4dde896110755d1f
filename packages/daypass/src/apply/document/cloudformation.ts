/** What writers of CloudFormation templates try first, and what to write here instead. */

const NAME = 'The name stands as the key of the map. Leave it out.'
const TEMPLATE = 'This looks like a CloudFormation template. Here users, roles, policies and the others stand at the top, by name.'
const ATTACH = 'Name the policy in ManagedPolicyArns of the user, group or role.'

/** By property (CloudFormation template reference, AWS::IAM). */
const PROPERTIES: Readonly<Record<string, string>> = {
  ...{
    UserName: NAME,
    GroupName: NAME,
    RoleName: NAME,
    ManagedPolicyName: NAME,
    PolicyName: NAME,
    InstanceProfileName: NAME,
    BucketName: NAME,
  },
  ...{ AWSTemplateFormatVersion: TEMPLATE, Resources: TEMPLATE, Parameters: TEMPLATE, Outputs: TEMPLATE },
  ...{ Type: 'Leave it out: the section says it.', Properties: 'Write the properties directly under the name.' },
  ...{ Users: ATTACH, Roles: ATTACH },
  LoginProfile: 'Passwords are in no document.',
}

/** What to do about a property that is not known, if CloudFormation has it; otherwise nothing. */
export const propertyHint = (name: string): string => (Object.hasOwn(PROPERTIES, name) ? ` ${PROPERTIES[name]}` : '')

const FUNCTIONS = "CloudFormation's functions are not evaluated here: write the value itself."

/** What to do about a map that calls a function, such as `{Ref: Name}`, where something else belongs. */
export const functionHint = (value: unknown): string =>
  typeof value === 'object' && value !== null && Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))
    ? ` ${FUNCTIONS}`
    : ''

/** A message about YAML, with what to do about the short form of a function, such as `!Sub`. */
export const tagHint = (message: string): string => (/^Unresolved tag: !(?!!)/.test(message) ? ` ${FUNCTIONS}` : '')
