/**
 * The errors of Organizations by their codes, with the texts that several operations share: seen on AWS where a comment says so, otherwise the sentence
 * of the API reference, or moto's.
 */
import type { WireError } from '../../core/error.js'
import type { OrganizationsErrorCode } from '../../wire/generated/organizations.js'
import { OrganizationsError } from './error.js'

/** Reasons of `InvalidInputException` that occur here (Organizations model). */
type InvalidInputReason =
  | 'DUPLICATE_TAG_KEY'
  | 'IMMUTABLE_POLICY'
  | 'INPUT_REQUIRED'
  | 'INVALID_ENUM'
  | 'INVALID_ENUM_POLICY_TYPE'
  | 'INVALID_NEXT_TOKEN'
  | 'INVALID_PARTY_TYPE_TARGET'
  | 'INVALID_PATTERN'
  | 'INVALID_PATTERN_TARGET_ID'
  | 'INVALID_PRINCIPAL'
  | 'INVALID_RESOURCE_POLICY_JSON'
  | 'INVALID_ROLE_NAME'
  | 'INVALID_SYSTEM_TAGS_PARAMETER'
  | 'MAX_LENGTH_EXCEEDED'
  | 'MAX_VALUE_EXCEEDED'
  | 'MIN_LENGTH_EXCEEDED'
  | 'MIN_VALUE_EXCEEDED'
  | 'NON_DETACHABLE_POLICY'
  | 'TARGET_NOT_SUPPORTED'
  | 'UNRECOGNIZED_SERVICE_PRINCIPAL'
  | 'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY'

/** Reasons of `ConstraintViolationException` that occur here (Organizations model). */
type ConstraintReason =
  | 'ACCOUNT_CANNOT_LEAVE_ORGANIZATION'
  | 'ACCOUNT_NUMBER_LIMIT_EXCEEDED'
  | 'ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED'
  | 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT'
  | 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR'
  | 'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR'
  | 'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG'
  | 'CLOSE_ACCOUNT_QUOTA_EXCEEDED'
  | 'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED'
  | 'MASTER_ACCOUNT_NOT_GOVCLOUD_ENABLED'
  | 'MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED'
  | 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'
  | 'MAX_TAG_LIMIT_EXCEEDED'
  | 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'
  | 'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE'
  | 'OU_DEPTH_LIMIT_EXCEEDED'
  | 'OU_NUMBER_LIMIT_EXCEEDED'
  | 'POLICY_CONTENT_LIMIT_EXCEEDED'
  | 'POLICY_NUMBER_LIMIT_EXCEEDED'
  | 'SERVICE_ACCESS_NOT_ENABLED'
  | 'WAIT_PERIOD_ACTIVE'

/** Reasons of `HandshakeConstraintViolationException` that occur here (Organizations model). */
type HandshakeReason =
  | 'ACCOUNT_NUMBER_LIMIT_EXCEEDED'
  | 'ALREADY_IN_AN_ORGANIZATION'
  | 'HANDSHAKE_RATE_LIMIT_EXCEEDED'
  | 'INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES'
  | 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES'
  | 'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION'

const reasoned =
  <Reason extends string>(code: OrganizationsErrorCode) =>
  (Reason: Reason, message: string, explanation?: string): WireError =>
    new OrganizationsError(code, message, { fields: { Reason }, ...(explanation !== undefined && { explanation }) })

/** `InvalidInputException` with its reason. */
export const invalidValue = reasoned<InvalidInputReason>('InvalidInputException')
/** `ConstraintViolationException` with its reason. */
export const constraintViolation = reasoned<ConstraintReason>('ConstraintViolationException')
/** `HandshakeConstraintViolationException` with its reason. */
export const handshakeViolation = reasoned<HandshakeReason>('HandshakeConstraintViolationException')

/** An error that has one text. */
const TEXTS = {
  AWSOrganizationsNotInUseException: 'Your account is not a member of an organization.',
  AccessDeniedException: "You don't have permissions to access this resource.",
  AccountAlreadyClosedException: 'The account is already closed.',
  AccountAlreadyRegisteredException: 'The provided account is already a delegated administrator for your organization.',
  AccountNotFoundException: "You specified an account that doesn't exist.",
  AccountNotRegisteredException: 'The provided account is not a registered delegated administrator for your organization.',
  AlreadyInOrganizationException: 'The AWS account is already a member of an organization.',
  ChildNotFoundException: "You specified a child that doesn't exist.",
  CreateAccountStatusNotFoundException: "You specified a create account request that doesn't exist.",
  DestinationParentNotFoundException: "You specified a destination parent that doesn't exist.",
  DuplicateAccountException: 'The account is already present in the specified destination.',
  DuplicateHandshakeException: 'A handshake with the same action and target already exists.',
  DuplicateOrganizationalUnitException: 'An OU with the same name already exists.',
  DuplicatePolicyAttachmentException: 'A policy with the specified name and type already exists.',
  DuplicatePolicyException: 'A policy with the same name already exists.',
  EffectivePolicyNotFoundException: "You specified an effective policy that doesn't exist.",
  HandshakeAlreadyInStateException: 'The specified handshake is already in the requested state.',
  HandshakeNotFoundException: "You specified a handshake that doesn't exist.",
  InvalidHandshakeTransitionException: "You can't perform the operation on the handshake in its current state.",
  MasterCannotLeaveOrganizationException: "You can't remove a management account from an organization.",
  OrganizationNotEmptyException: 'To delete an organization you must first remove all member accounts (except the master).',
  OrganizationalUnitNotEmptyException: 'The specified OU is not empty.',
  OrganizationalUnitNotFoundException: "You specified an organizational unit that doesn't exist.",
  ParentNotFoundException: "You specified parent that doesn't exist.",
  PolicyInUseException:
    'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
  PolicyNotAttachedException: "The policy isn't attached to the specified target in the specified root.",
  PolicyNotFoundException: "You specified a policy that doesn't exist.",
  PolicyTypeAlreadyEnabledException: 'The specified policy type is already enabled.',
  PolicyTypeNotAvailableForOrganizationException:
    "You can't use the specified policy type with the feature set currently enabled for this organization.",
  PolicyTypeNotEnabledException: 'This operation can be performed only for enabled policy types.',
  ResourcePolicyNotFoundException: "You specified a resource policy that doesn't exist.",
  ResponsibilityTransferNotFoundException: "You specified a responsibility transfer that doesn't exist.",
  RootNotFoundException: "You specified a root that doesn't exist.",
  SourceParentNotFoundException: "You specified a source parent that doesn't exist.",
  TargetNotFoundException: "You specified a target that doesn't exist.",
  UnsupportedAPIEndpointException: "This action isn't available in the current Amazon Web Services Region.",
} as const satisfies Partial<Record<OrganizationsErrorCode, string>>

/** An error that is always in the same words. */
export const told = (code: keyof typeof TEXTS, explanation?: string): WireError =>
  new OrganizationsError(code, TEXTS[code], explanation === undefined ? {} : { explanation })

/** `MalformedPolicyDocumentException`: AWS has one sentence for every cause (seen). */
export const malformedDocument = (explanation: string | undefined): WireError =>
  new OrganizationsError(
    'MalformedPolicyDocumentException',
    'The provided policy document does not meet the requirements of the specified policy type.',
    explanation === undefined ? {} : { explanation },
  )

/** The reasons of what the model itself forbids, by a part of the clause that tells it, in order. */
const BROKEN: readonly (readonly [clause: string, reason: InvalidInputReason, message: string])[] = [
  ['must not be null', 'INPUT_REQUIRED', 'You must include a value for all required parameters.'],
  ['regular expression pattern', 'INVALID_PATTERN', 'You provided a value that does not match the required pattern.'],
  ['enum value set', 'INVALID_ENUM', 'You specified an invalid value.'],
  ['length less than', 'MAX_LENGTH_EXCEEDED', 'You provided a string parameter that is longer than allowed.'],
  ['length greater than', 'MIN_LENGTH_EXCEEDED', 'You provided a string parameter that is shorter than allowed.'],
  ['value less than', 'MAX_VALUE_EXCEEDED', 'You provided a numeric parameter that has a larger value than allowed.'],
  ['value greater than', 'MIN_VALUE_EXCEEDED', 'You provided a numeric parameter that has a smaller value than allowed.'],
]

/** The error for an input that breaks the model's constraints: Organizations has a reason for each, and no clauses. `problem` is the whole text of clauses. */
export function brokenConstraint(problem: string): WireError {
  const first = problem.split('; Value')[0] ?? problem
  const [, reason, message] = BROKEN.find(
    ([clause]) => first.endsWith(clause) || first.includes(`Member must have ${clause}`) || first.includes(`Member must satisfy ${clause}`),
  ) ?? ['', 'INVALID_PATTERN' as const, 'You specified an invalid value.']
  return invalidValue(reason, message, problem)
}
