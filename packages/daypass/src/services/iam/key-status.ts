import { notInEnum } from './errors.js'

/** The status that a key is given. The model's type has `Expired` too, which a key can not be made. */
export function requireStatus(status: string): 'Active' | 'Inactive' {
  if (status === 'Active' || status === 'Inactive') return status
  throw notInEnum('status')
}
