import type { WireError } from '../../../core/error.js'
import type { SamlRefusal } from '../../../federation/saml/refusal.js'
import { StsError } from '../error.js'

/** The error of STS for an assertion that is refused. */
export const samlError = ({ code, message, explanation }: SamlRefusal): WireError => new StsError(code, message, { explanation })
